import FGCore
import FGProcess
import Glibc
import Testing

@testable import FGGenerator

/// Paths of images whose links lead out of them.
struct TreePathTests {
    private static func tree(_ folder: FilePath) throws -> Tree {
        try (folder / "outside").makeFolder()
        try (folder / "image/etc").makeFolder()
        let bubblewrap = try Program.find("bwrap", package: "bubblewrap")
        return Tree(root: folder / "image", bubblewrap: bubblewrap, epoch: Timestamp(seconds: 0))
    }

    @Test(arguments: [
        "/outside", "../outside", "../../../../outside", "loop",
    ])
    func `what is written through a link stays in the image`(target: String) async throws {
        try await TemporaryFolder.with { folder in
            let tree = try Self.tree(folder)
            let place = target == "/outside" ? (folder / "outside").string : target
            #expect(symlink(place, (tree.root / "loop").string) == 0)
            try? tree.write("/loop/file", "text")
            try? tree.remove("/loop/*")
            #expect(try (folder / "outside").entries().isEmpty)
        }
    }

    @Test func `links inside of the image are followed`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = try Self.tree(folder)
            try (tree.root / "usr/lib").makeFolder()
            #expect(symlink("usr/lib", (tree.root / "lib").string) == 0)
            #expect(symlink("/usr/lib", (tree.root / "etc/lib").string) == 0)
            try tree.write("/etc/lib/name", "text")
            #expect(try (tree.root / "usr/lib/name").readText() == "text")
            #expect(tree.path("/lib/name").string == "\(tree.root)/usr/lib/name")
            #expect(symlink("/etc/passwd", (tree.root / "etc/passwd").string) == 0)
            #expect(tree.path("/etc/passwd").linkStatus()?.kind == .symbolicLink)
            #expect(!tree.file("/etc/passwd").exists)
        }
    }

    @Test func `a root whose own folders are links is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = try Self.tree(folder)
            #expect(symlink((folder / "outside").string, (tree.root / "tmp").string) == 0)
            let error = #expect(throws: FGError.self) { try BaseHygiene(tree: tree).run() }
            #expect(error?.message == "the base is no root of a system: its /tmp is no folder")
        }
    }

    @Test func `a small root gets the folders that a build needs, and loses what is a container's`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let tree = try Self.tree(folder)
            try tree.write("/.dockerenv", "")
            try tree.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
            try BaseHygiene(tree: tree).run()
            #expect(
                try tree.root.entries() == [
                    "boot", "dev", "etc", "proc", "root", "run", "sys", "tmp", "usr", "var",
                ]
            )
            #expect(!tree.path("/usr/sbin/policy-rc.d").exists)
            #expect(tree.path("/tmp").status()?.permissions == 0o1777)
        }
    }
}
