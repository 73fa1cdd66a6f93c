import FGCore
import FGProcess
import Glibc
import Testing

@testable import FGGenerator

/// Trees of finished stages, kept for the next build.
struct LayerCacheTests {
    private static func identity(_ name: String, _ inputs: [String] = ["a 1", "b 1"]) -> StageIdentity {
        StageIdentity(stage: "packages \(name)", inputs: inputs, tools: ["dpkg": "1"])
    }

    private static func layer(_ folder: FilePath) -> NewLayer {
        NewLayer(folder: folder / "tree", changesInitramfs: false)
    }

    private static func makeTree(_ tree: FilePath, noise: Int = 0) throws {
        try (tree / "etc").makeFolder()
        try (tree / "etc" / "name").write("node")
        try (tree / "etc" / "noise").write((0..<noise).map { _ in UInt8.random(in: 0...255) })
        chmod((tree / "etc" / "name").string, 0o640)
        symlink("name", (tree / "etc" / "link").string)
    }

    @Test func `a kept tree comes back as it was`() async throws {
        try await TemporaryFolder.with { folder in
            let cache = LayerCache(folder: folder / "layers")
            try Self.makeTree(folder / "tree")
            let identity = Self.identity("one")
            #expect(try await cache.layer(of: identity, progress: { _ in }) == nil)
            try await cache.keep(identity, Self.layer(folder)) { _ in }
            let layer = try #require(try await cache.layer(of: identity, progress: { _ in }))
            #expect(try (layer.tree / "etc" / "link").readText() == "node")
            let (copy, original) = (layer.tree / "etc" / "name", folder / "tree" / "etc" / "name")
            #expect(copy.status()?.permissions == 0o640)
            #expect(copy.status()?.modified == original.status()?.modified)
        }
    }

    @Test(arguments: ["write", "add", "remove", "mode", "note"])
    func `a layer that somebody changed is removed and not used`(_ change: String) async throws {
        try await TemporaryFolder.with { folder in
            let cache = LayerCache(folder: folder / "layers")
            try Self.makeTree(folder / "tree")
            let identity = Self.identity("one")
            try await cache.keep(identity, Self.layer(folder)) { _ in }
            let place = folder / "layers" / (try identity.digest().hex)
            let file = place / "tree" / "etc" / "name"
            let times = try #require(file.status()).modified
            switch change {
            case "write":
                try OpenFile(file, .readWrite).write(Array("evil".utf8), at: 0)
                try file.setTimes(to: Timestamp(seconds: times))
            case "add": try (place / "tree" / "etc" / "more").write("")
            case "remove": try file.removeFile()
            case "mode": chmod(file.string, 0o666)
            default: try (place / "layer.json").write("{}")
            }
            #expect(try await cache.layer(of: identity, progress: { _ in }) == nil)
            #expect(!place.exists)
        }
    }

    @Test func `layers over the limit go, those not used for longest first, and none that is in use`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree", noise: 200_000)
            let cache = LayerCache(folder: folder / "layers", limit: ByteCount(500_000))
            func place(_ name: String) throws -> FilePath {
                folder / "layers" / (try Self.identity(name).digest().hex)
            }
            for (index, name) in ["a", "b"].enumerated() {
                try await cache.keep(Self.identity(name), Self.layer(folder)) { _ in }
                let time = timespec(tv_sec: 1000 + index, tv_nsec: 0)
                utimensat(AT_FDCWD, (try place(name) / "layer.json").string, [time, time], 0)
            }
            let used = try await cache.layer(of: Self.identity("b"), progress: { _ in })
            try await cache.keep(Self.identity("c"), Self.layer(folder)) { _ in }
            #expect(try !place("a").exists)
            #expect(try place("b").exists && place("c").exists)
            try await cache.keep(Self.identity("d"), Self.layer(folder)) { _ in }
            #expect(try place("b").exists && place("d").exists)
            #expect(try !place("c").exists)
            withExtendedLifetime(used) {}
        }
    }

    @Test func `what a killed build left is removed with the next layer`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree")
            let left = folder / "layers" / ".2147483646.1.part"
            try (left / "tree").makeFolder()
            let cache = LayerCache(folder: folder / "layers")
            try await cache.keep(Self.identity("one"), Self.layer(folder)) { _ in }
            #expect(!left.exists)
        }
    }

    @Test func `what is new since the nearest layer is the reason for a build`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree")
            let cache = LayerCache(folder: folder / "layers")
            let wanted = Self.identity("one", ["a 1", "b 2 amd64", "c 1"])
            #expect(cache.reason(for: wanted) == "the first of its kind")
            try await cache.keep(Self.identity("one", ["x", "y", "z"]), Self.layer(folder)) { _ in }
            try await cache.keep(Self.identity("one", ["a 1", "b 2 amd64"]), Self.layer(folder)) { _ in }
            #expect(cache.reason(for: wanted) == "c 1 came")
            #expect(cache.reason(for: Self.identity("one", ["a 1"])) == "b 2 went")
            #expect(cache.reason(for: Self.identity("two")) == "the first of its kind")
            let over = StageIdentity(
                stage: "packages one",
                inputs: ["a 1", "b 2 amd64"],
                tools: ["dpkg": "1"],
                parent: Digest(of: [])
            )
            #expect(cache.reason(for: over) == "another layer below")
        }
    }

    @Test func `changes over a tree stay beside it`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree")
            try (folder / "a,b:c").makeFolder()
            let working = try WorkingTree.lay(over: [folder / "tree"], at: folder / "a,b:c" / "work")
            defer { WorkingTree.release(folder / "a,b:c") }
            try (working.root / "etc" / "name").write("changed")
            try (working.root / "etc" / "new").write("new")
            try (working.root / "etc" / "link").removeFile()
            #expect(try (folder / "tree" / "etc").entries() == ["link", "name", "noise"])
            #expect(try (folder / "tree" / "etc" / "name").readText() == "node")
            #expect(try (working.root / "etc").entries() == ["name", "new", "noise"])
        }
    }

    @Test func `the changes over a tree are a layer of the next tree, with what they removed and replaced`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree")
            try (folder / "tree" / "kept").makeFolder()
            try (folder / "tree" / "kept" / "old").write("old")
            let first = try WorkingTree.lay(over: [folder / "tree"], at: folder / "scratch" / "1")
            defer { WorkingTree.release(folder / "scratch") }
            try (first.root / "etc" / "link").removeFile()
            try (first.root / "etc" / "new").write("new")
            try (first.root / "kept").removeAll()
            try (first.root / "kept").makeFolder()
            first.release()
            let cache = LayerCache(folder: folder / "layers")
            let identity = Self.identity("second")
            let made = NewLayer(folder: first.changes, changesInitramfs: true)
            try await cache.keep(identity, made) { _ in }
            let layer = try #require(try await cache.layer(of: identity, progress: { _ in }))
            #expect(layer.changesInitramfs)
            let second = try WorkingTree.lay(
                over: [folder / "tree", layer.tree],
                at: folder / "scratch" / "2"
            )
            #expect(try (second.root / "etc").entries() == ["name", "new", "noise"])
            #expect(try (second.root / "kept").entries() == [])
        }
    }
}
