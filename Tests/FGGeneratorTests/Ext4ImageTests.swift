import FGCore
import FGInspect
import FGProcess
import Glibc
import Testing

@testable import FGGenerator

/// What is of ext4 alone among the root file systems that are made.
struct Ext4ImageTests {
    private static let kind = RootImage(format: .ext4)

    private static func run(_ name: String, _ words: [String]) async throws -> String {
        try await Command(Program.find(name, package: "e2fsprogs"), words).runChecked().outputText
    }

    /// The file system as a file of its own, of some more bytes.
    private static func part(_ image: WrittenFileSystem, size: Int64) throws -> FilePath {
        let part = image.disk.parent / "part"
        let target = try OpenFile(part, .create(permissions: 0o600))
        try target.write(OpenFile(image.disk).read(Int(image.length), at: image.start), at: 0)
        try target.truncate(to: size)
        return part
    }

    private static func listing(_ image: WrittenFileSystem) throws -> FileListing {
        try FileListing(ReadableFileSystems.open(image.region()))
    }

    @Test func `it grows on a larger disk, into the room that it keeps for that`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try RootImage.makeTree(tree)
            let part = try Self.part(Self.kind.write(tree, to: folder / "disk"), size: 5 << 30)
            _ = try await Self.run("resize2fs", [part.string])
            _ = try await Self.run("e2fsck", ["-f", "-n", part.string])
            let text = try await Self.run("dumpe2fs", ["-h", part.string])
            #expect(text.contains("Block count:              1310720\n"))
            #expect(text.contains("resize_inode"))
        }
    }

    @Test func `a file of thousands of stretches has a tree of them, and reads as it was`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            let file = try OpenFile(tree / "holes", .create(permissions: 0o644))
            for number in 0..<3000 { try file.write(Array("\(number)".utf8), at: Int64(number) << 17) }
            let image = try Self.kind.write(tree, to: folder / "disk")
            #expect(try await Self.kind.check(image) == "")
            let listing = try Self.listing(image)
            let found = try #require(listing.files.first { $0.path == "holes" })
            let hash = SHA256()
            try listing.forEachPiece(of: found) { hash.update($0) }
            #expect(try hash.finish() == Digest(ofFileAt: tree / "holes"))
        }
    }

    @Test(arguments: [8, 12, 100, 127, 128, 129, 257, 1025] as [Int64])
    func `small disks and those with a short last group are clean`(_ size: Int64) async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try (tree / "folder").makeFolder()
            try (tree / "folder/file").write("text")
            // A few blocks more than whole groups are no group.
            let image = try Self.kind.write(tree, to: folder / "disk", size: size << 20 + 40 << 12)
            #expect(try await Self.kind.check(image) == "")
        }
    }

    @Test func `more files than inodes for a disk of its size get theirs`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            for number in 0..<3000 { try (tree / "\(number)").write("") }
            let image = try Self.kind.write(tree, to: folder / "disk", size: 16 << 20)
            #expect(try await Self.kind.check(image) == "")
            #expect(try Self.listing(image).files.count == 3002)
        }
    }

    @Test func `the tree's own folder for what a repair finds is that one`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            for name in ["a", "lost+found", "z"] { try (tree / name / "folder").makeFolder() }
            try (tree / "lost+found/file").write("found")
            try #require(chmod((tree / "lost+found").string, 0o711) == 0)
            let image = try Self.kind.write(tree, to: folder / "disk")
            #expect(try await Self.kind.check(image) == "")
            let files = try Self.listing(image).files
            #expect(files.count { $0.path == "lost+found" } == 1)
            #expect(files.first { $0.path == "lost+found" }?.node.inode == 11)
            #expect(files.first { $0.path == "lost+found" }?.node.permissions == 0o711)
            #expect(files.contains { $0.path == "lost+found/file" })
        }
    }

    @Test func `a file at the place of that folder is named`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            try (tree / "lost+found").write("")
            let error = #expect(throws: FGError.self) { try Self.kind.write(tree, to: folder / "disk") }
            #expect(error?.code == .invalid)
            #expect(error?.message.hasPrefix("/lost+found is no folder, which ext4 needs there") == true)
        }
    }

    @Test func `attributes that do not fit together are named`() {
        // No file system that a tree would be on takes them either.
        let attributes = ["user.one", "user.two"].map {
            DiskFile.Attribute(name: Array($0.utf8), value: [UInt8](repeating: 7, count: 2030))
        }
        let file = DiskFile(
            path: "/tree/file",
            place: "/file",
            kind: .file,
            permissions: 0o644,
            user: 0,
            group: 0,
            size: 0,
            modified: 0,
            device: nil,
            target: [],
            attributes: attributes
        )
        let error = #expect(throws: FGError.self) { try Ext4Attributes(of: file) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("the attributes of /file are too long for ext4") == true)
    }

    @Test func `times beyond 2038 stay`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            for (name, seconds) in [("late", 4_000_000_000), ("early", -5)] {
                try (tree / name).write("")
                try (tree / name).setTimes(to: Timestamp(seconds: Int64(seconds)))
            }
            let image = try Self.kind.write(tree, to: folder / "disk")
            #expect(try await Self.kind.check(image) == "")
            let files = try Self.listing(image).files
            #expect(files.first { $0.path == "late" }?.node.modified == 4_000_000_000)
            #expect(files.first { $0.path == "early" }?.node.modified == -5)
        }
    }
}
