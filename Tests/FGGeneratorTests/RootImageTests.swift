import FGCore
import FGInspect
import FGProcess
import Glibc
import Testing

@testable import FGGenerator

/// Root file systems of every kind: what their own programs, the kernel and the reader find in them is the tree.
struct RootImageTests {
    /// What is known of a file, and its content.
    private struct Facts: Equatable {
        let paths: [String]
        let text: String
        let attributes: [String: [UInt8]]
        let content: Digest?
    }

    private static func facts(of tree: FilePath) throws -> [Facts] {
        let files = try DiskFiles(of: tree).all
        func path(_ index: Int) -> String {
            guard let name = files[index].names.first else { return "" }
            return path(name.folder) + "/" + String(decoding: name.name, as: UTF8.self)
        }
        return try files.indices.map { index in
            let file = files[index]
            // Whoever is root sees lists of who may once more, as xfs stores them.
            let attributes = file.attributes.map { (String(decoding: $0.name, as: UTF8.self), $0.value) }
                .filter { !$0.0.hasPrefix("trusted.SGI_ACL_") }
            return Facts(
                paths: file.names.map {
                    path($0.folder) + "/" + String(decoding: $0.name, as: UTF8.self)
                },
                text: "\(file.mode) \(file.user):\(file.group) \(file.size) \(file.modified) "
                    + "\(String(describing: file.device)) \(String(decoding: file.target, as: UTF8.self))",
                attributes: Dictionary(uniqueKeysWithValues: attributes),
                content: file.kind == .file ? try Digest(ofFileAt: file.path) : nil
            )
        }
    }

    private static func facts(of listing: FileListing) throws -> [String: String] {
        var facts: [String: String] = [:]
        for file in listing.files {
            let attributes = file.attributes.sorted { $0.key < $1.key }
            var text = "\(file.node.kind) \(file.node.permissions) \(file.node.user):\(file.node.group) "
            text +=
                "\(file.node.modified) \(String(describing: file.device)) \(file.target ?? "") \(attributes)"
            if file.node.kind == .file {
                let hash = SHA256()
                try listing.forEachPiece(of: file) { hash.update($0) }
                text += " \(hash.finish()) \(file.node.size)"
            }
            facts[file.path] = text
        }
        return facts
    }

    @Test(arguments: RootImage.all)
    func `its own program finds nothing, and every file is as it is in the tree`(_ kind: RootImage)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try RootImage.makeTree(tree)
            let image = try kind.write(tree, to: folder / "disk")
            #expect(try await kind.check(image) == "")

            // The reader of ext4 was proven against the system's own programs: it says what is right.
            let mke2fs = try Program.find("mke2fs", package: "e2fsprogs")
            let ext4 = folder / "ext4"
            try await Command(
                mke2fs,
                ["-q", "-t", "ext4", "-b", "4096", "-I", "1024", "-d", tree.string, ext4.string, "400M"]
            ).runChecked()
            let expected = try FileListing(ReadableFileSystems.open(DiskRegion(OpenFile(ext4))))
            let found = try FileListing(ReadableFileSystems.open(image.region()))
            // mke2fs gives the root folder the time of its own work.
            #expect(found.files.first?.path == "" && found.files.first?.node.modified == 1_600_000_000)
            var facts = try Self.facts(of: expected)
            var others = try Self.facts(of: found)
            for path in ["", "lost+found"] {
                facts[path] = nil
                others[path] = nil
            }
            #expect(facts.keys.sorted() == others.keys.sorted())
            for (path, text) in facts { #expect(others[path] == text, "\(path)") }
            let links = found.files.filter { $0.first == "links/a long name of a link, number 0" }
            #expect(links.count == 700)
        }
    }

    /// Runs a program that mounts, where all others see it.
    private static func run(_ name: String, _ words: [String]) async throws {
        var command = Command(try Program.find(name, package: "mount"), words)
        command.isolation = .processGroup
        try await command.runChecked()
    }

    @Test(
        .enabled(if: geteuid() == 0 && FilePath("/dev/loop-control").exists, "only root mounts"),
        arguments: RootImage.all
    )
    func `the kernel mounts it, and has every file as it is in the tree`(_ kind: RootImage) async throws {
        try await TemporaryFolder.with { folder in
            let (tree, place) = (folder / "tree", folder / "mount")
            try RootImage.makeTree(tree)
            let image = try kind.write(tree, to: folder / "disk")
            try place.makeFolder()
            let options = "loop,ro,offset=\(image.start),sizelimit=\(image.length)"
            let words = ["-t", kind.format.rawValue, "-o", options, image.disk.string, place.string]
            try await Self.run("mount", words)
            let found = Result { try Self.facts(of: place) }
            try await Self.run("umount", [place.string])
            let expected = try Self.facts(of: tree)
            // Each ext4 has a folder for what a repair finds.
            let others = try found.get().filter { $0.paths != ["/lost+found"] }
            #expect(others.count == expected.count)
            for (left, right) in zip(others, expected) { #expect(left == right) }
        }
    }

    @Test(arguments: RootImage.all)
    func `the same tree gives the same bytes, in whatever order it was made`(_ kind: RootImage) async throws {
        try await TemporaryFolder.with { folder in
            try RootImage.makeTree(folder / "one")
            try RootImage.makeTree(folder / "other", isReversed: true)
            let one = try kind.write(folder / "one", to: folder / "one.disk")
            let other = try kind.write(folder / "other", to: folder / "other.disk")
            #expect(try Digest(ofFileAt: one.disk) == Digest(ofFileAt: other.disk))
        }
    }

    @Test(arguments: RootImage.all, [300 << 20, 333 << 20, 1 << 30, 5 << 40] as [Int64])
    func `disks of every size are clean`(_ kind: RootImage, size: Int64) async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            try (tree / "file").write("text")
            let image = try kind.write(tree, to: folder / "disk", size: size)
            #expect(try ReadableFileSystems.open(image.region()).size == size)
            // Programs that look at terabytes take gigabytes.
            if size < 1 << 40 { #expect(try await kind.check(image) == "") }
        }
    }

    @Test(arguments: RootImage.all)
    func `what does not fit is told`(_ kind: RootImage) async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            let file = try OpenFile(tree / "file", .create(permissions: 0o644))
            let piece = [UInt8](repeating: 1, count: 1 << 20)
            for number in 0..<310 { try file.write(piece, at: Int64(number) << 20) }
            #expect(throws: NoRoomOnDisk.self) { try kind.write(tree, to: folder / "disk", size: 300 << 20) }
        }
    }

    @Test func `a link that xfs cannot hold is named`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try tree.makeFolder()
            try #require(symlink(String(repeating: "x", count: 1024), (tree / "link").string) == 0)
            let error = #expect(throws: FGError.self) {
                try RootImage(format: .xfs).write(tree, to: folder / "disk")
            }
            #expect(error?.code == .invalid)
            #expect(error?.message == "xfs cannot hold the link /link: its target is longer than 1023 bytes")
        }
    }

    /// Blocks that say what they are, with the place of their checksum; changed bytes get a new one.
    private static func seal(_ block: inout [UInt8], _ kind: RootImage) -> Bool {
        let reader = ByteReader(block)
        // The reader of ext4 asks for none.
        if kind.format == .ext4 { return true }
        guard kind.format == .xfs else {
            guard reader.has(RecipeIdentifiers(recipe: Digest(of: "recipe")).rootFileSystemBytes, at: 32)
            else {
                return false
            }
            block = BtrfsChecksum.seal(block)
            return true
        }
        let places: [(text: String, place: Int)] = [
            ("IN", 100), ("XDB3", 4), ("XDD3", 4), ("BMA3", 64), ("XSLM", 12), ("XFSB", 224),
        ]
        guard let place = places.first(where: { reader.has($0.text, at: 0) })?.place else { return false }
        block.replace(at: place, with: 0, .little)
        block = XFS.seal(block, checksumAt: place)
        return true
    }

    @Test(arguments: RootImage.all)
    func `a hostile one is refused or read, and stops nothing`(_ kind: RootImage) async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try (tree / "folder").makeFolder()
            for number in 0..<150 { try (tree / "folder" / "file \(number)").write("\(number)") }
            try #require(symlink(String(repeating: "x", count: 900), (tree / "link").string) == 0)
            let holes = try OpenFile(tree / "holes", .create(permissions: 0o644))
            for number in 0..<40 { try holes.write([1], at: Int64(number) * 200_000) }
            let image = try kind.write(tree, to: folder / "disk", size: 300 << 20)
            let file = try OpenFile(image.disk, .readWrite)
            let step = [.ext4: Ext4.blockSize, .xfs: 512][kind.format] ?? Btrfs.nodeSize
            var blocks: [(place: Int64, bytes: [UInt8])] = []
            var offset = image.start
            while let data = try file.nextData(from: offset) {
                let start = data.lowerBound / Int64(step) * Int64(step)
                for place in stride(from: start, to: data.upperBound, by: step) {
                    var size = step
                    var bytes = try file.read(step, at: place)
                    if kind.format == .xfs, !bytes.starts(with: Array("IN".utf8)), place % 4096 == 0 {
                        size = bytes.starts(with: Array("XFSB".utf8)) ? 512 : 4096
                        bytes = try file.read(size, at: place)
                    }
                    if Self.seal(&bytes, kind) { blocks.append((place, bytes)) }
                }
                offset = data.upperBound
            }
            try #require(blocks.count > 5)
            var random = SeededRandom(state: 42)
            var refused = 0
            for _ in 0..<300 {
                let block = try #require(blocks.randomElement(using: &random))
                var bytes = block.bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<min(bytes.count, 1024), using: &random)
                    bytes[place] =
                        [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &random)]
                        .randomElement(using: &random) ?? 0
                }
                _ = Self.seal(&bytes, kind)
                try file.write(bytes, at: block.place)
                do {
                    let listing = try FileListing(ReadableFileSystems.open(image.region()))
                    for file in listing.files where file.node.kind == .file && file.node.size < 1 << 24 {
                        try listing.forEachPiece(of: file) { _ in }
                    }
                } catch let error as FGError {
                    #expect(error.code == .refused, "\(error)")
                    refused += 1
                }
                try file.write(block.bytes, at: block.place)
            }
            #expect(refused > 0)
        }
    }
}
