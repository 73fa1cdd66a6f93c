import FGCore
import FGProcess
import Glibc
import Testing

@testable import FGGenerator

struct LayerCacheTests {
    private static func makeTree(_ tree: FilePath) throws {
        try (tree / "etc").makeFolder()
        try (tree / "dev").makeFolder()
        try (tree / "etc" / "name").write("node")
        try (tree / "dev" / "left").write("no")
        chmod((tree / "etc" / "name").string, 0o640)
        symlink("name", (tree / "etc" / "link").string)
    }

    @Test func `a kept tree comes back as it was, without its devices`() async throws {
        try await TemporaryFolder.with { folder in
            let cache = LayerCache(folder: folder / "layers")
            try Self.makeTree(folder / "tree")
            let id = Digest(of: "id")
            #expect(try await !cache.restore(id, into: folder / "copy") { _ in })
            try await cache.keep(id, from: folder / "tree") { _ in }
            #expect(try await cache.restore(id, into: folder / "copy") { _ in })
            let copy = folder / "copy"
            #expect(try (copy / "etc" / "link").readText() == "node")
            #expect((copy / "etc" / "name").status()?.permissions == 0o640)
            #expect(try (copy / "dev").entries() == [])
            let original = folder / "tree" / "etc" / "name"
            #expect((copy / "etc" / "name").status()?.modified == original.status()?.modified)
        }
    }

    @Test func `a damaged layer is removed and not used`() async throws {
        try await TemporaryFolder.with { folder in
            let cache = LayerCache(folder: folder / "layers")
            try Self.makeTree(folder / "tree")
            let id = Digest(of: "id")
            try await cache.keep(id, from: folder / "tree") { _ in }
            let name = try #require(try (folder / "layers").entries().first)
            let file = folder / "layers" / name
            try file.write(Array(try file.readBytes().dropLast(20)))
            #expect(try await !cache.restore(id, into: folder / "copy") { _ in })
            #expect(try (folder / "layers").entries() == [])
            #expect(!(folder / "copy").exists)
        }
    }

    @Test func `layers over the limit go, those not used for longest first`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree")
            let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255) }
            try (folder / "tree" / "etc" / "noise").write(bytes)
            let cache = LayerCache(folder: folder / "layers", limit: ByteCount(500_000))
            for (index, id) in ["a", "b"].enumerated() {
                try await cache.keep(Digest(of: id), from: folder / "tree") { _ in }
                let file = folder / "layers" / "\(Digest(of: id).hex).tar.zst"
                let time = timespec(tv_sec: 1000 + index, tv_nsec: 0)
                utimensat(AT_FDCWD, file.string, [time, time], 0)
            }
            #expect(try await cache.restore(Digest(of: "a"), into: folder / "copy") { _ in })
            try await cache.keep(Digest(of: "c"), from: folder / "tree") { _ in }
            let kept = Set(try (folder / "layers").entries())
            #expect(kept == Set(["a", "c"].map { "\(Digest(of: $0).hex).tar.zst" }))
        }
    }

    @Test func `what a killed build left is removed with the next layer`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeTree(folder / "tree")
            try (folder / "layers").makeFolder()
            try (folder / "layers" / ".2147483646.1.part").write("half")
            let cache = LayerCache(folder: folder / "layers")
            try await cache.keep(Digest(of: "id"), from: folder / "tree") { _ in }
            #expect(try (folder / "layers").entries() == ["\(Digest(of: "id").hex).tar.zst"])
        }
    }
}
