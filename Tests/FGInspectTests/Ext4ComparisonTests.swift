import FGCore
import FGProcess
import Glibc
import Testing

@testable import FGInspect

/// What the reader of ext4 says of a file system, beside what debugfs says of the same.
struct Ext4ComparisonTests {
    /// A line of debugfs's listing of a folder.
    private struct Line: Hashable {
        let inode: UInt32
        /// Type and permissions, octal.
        let mode: String
        let user: Int
        let group: Int
        let size: Int64
        let name: String
    }

    @Test(
        arguments: [
            ["-t", "ext4", "-b", "1024"], ["-t", "ext4", "-b", "4096"],
            ["-t", "ext4", "-b", "1024", "-O", "^metadata_csum,^64bit"], ["-t", "ext2", "-b", "1024"],
            ["-t", "ext3", "-b", "4096", "-I", "128"],
        ]
    )
    func `names, numbers, sizes and bytes of every file are those of debugfs`(options: [String]) async throws
    {
        try await TemporaryFolder.with { folder in
            let image = folder / "image"
            try await Self.run(
                "mke2fs",
                options + ["-q", "-d", try Self.tree(folder).string, image.string, "64M"]
            )
            try await Self.run(
                "debugfs",
                ["-w", "-R", "ea_set /etc/small user.note something", image.string]
            )
            // Rewrites the folders, the large ones as trees of hashes.
            _ = try await Self.output("e2fsck", ["-fyD", image.string], statuses: [0, 1])
            _ = try await Self.output("e2fsck", ["-fn", image.string])

            let fileSystem = try Ext4FileSystem(DiskRegion(OpenFile(image)))
            let tree = try FileTree(fileSystem)
            let folders = tree.all.filter { $0.value.kind == .folder }.map(\.key).sorted()
            #expect(folders.count > 60)
            #expect(tree.count > 2500)
            let listed = try await Self.lines(of: folders, in: image)
            for folder in folders {
                let expected = Set(listed[folder] ?? [])
                #expect(Self.lines(of: folder, in: tree) == expected, "\(folder)")
            }
            try await Self.compareContents(tree, image, folder / "out")

            let listing = try FileListing(fileSystem)
            let small = try #require(listing.files.first { $0.path == "etc/small" })
            #expect(small.attributes["user.note"] == Array("something".utf8))
            #expect(Set(listing.files.map { "/" + $0.path }) == Set(tree.all.map(\.key)))
            #expect(listing.files.contains { $0.path == "etc/z-other-name" && $0.first == "etc/small" })
            #expect(tree.target(ofLink: "/etc/long-link") == Self.longTarget)
            #expect(tree.target(ofLink: "/etc/short-link") == "small")
        }
    }

    @Test(arguments: ["inline_data", "meta_bg,^resize_inode", "encrypt", "ea_inode"])
    func `features that are not read are refused`(feature: String) async throws {
        try await TemporaryFolder.with { folder in
            let image = folder / "image"
            try await Self.run("mke2fs", ["-q", "-t", "ext4", "-O", feature, image.string, "16M"])
            let error = #expect(throws: FGError.self) { try Ext4FileSystem(DiskRegion(OpenFile(image))) }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("features that are not known") == true)
        }
    }

    private static let longTarget = "../" + String(repeating: "a-long-folder/", count: 12) + "end"

    /// Deep folders, thousands of names in one, holes, links of both kinds, and a large file.
    private static func tree(_ folder: FilePath) throws -> FilePath {
        let tree = folder / "tree"
        let deep = (1...60).reduce(tree / "deep") { path, number in path / "level-\(number)" }
        for path in [deep, tree / "etc", tree / "many", tree / "empty"] { try path.makeFolder() }
        try (deep / "bottom").write("deep")
        for number in 0..<2500 {
            try (tree / "many/a-rather-long-name-for-file-\(number)").write("\(number)")
        }
        try (tree / "etc/small").write("small\n", permissions: 0o640)
        try (tree / "etc/größe mit Leerzeichen").write("grün")
        try (tree / "etc/none").write("")
        try (tree / "etc/setuid").write("x", permissions: 0o755)
        guard chmod((tree / "etc/setuid").string, 0o4755) == 0,
            link((tree / "etc/small").string, (tree / "etc/z-other-name").string) == 0,
            symlink(longTarget, (tree / "etc/long-link").string) == 0,
            symlink("small", (tree / "etc/short-link").string) == 0
        else { throw FGError(.failed, "the links could not be made") }
        let sparse = try OpenFile(tree / "sparse", .create(permissions: 0o600))
        try sparse.truncate(to: 13 << 20)
        for place in stride(from: 1 << 20, to: 12 << 20, by: 3 << 20) {
            try sparse.write([1, 2, 3], at: Int64(place))
        }
        var random = SeededGenerator(seed: 4)
        try (tree / "large").write((0..<1_000_001).map { _ in UInt8.random(in: 0 ... .max, using: &random) })
        return tree
    }

    private static func lines(of folder: String, in tree: FileTree) -> Set<Line> {
        Set(
            tree.entries(folder).compactMap { name in
                guard let node = tree.unfollowed(folder == "/" ? "/" + name : folder + "/" + name) else {
                    return nil
                }
                let type =
                    switch node.kind {
                    case .file: 0o100000
                    case .folder: 0o040000
                    case .symbolicLink: 0o120000
                    default: 0
                    }
                return Line(
                    inode: node.inode,
                    mode: String(type | node.permissions, radix: 8),
                    user: node.user,
                    group: node.group,
                    size: node.size,
                    name: name
                )
            }
        )
    }

    /// The listings of debugfs: inode, mode, (type), user, group, size, date, time, name.
    private static func lines(of folders: [String], in image: FilePath) async throws -> [String: [Line]] {
        let commands = image.parent / "commands"
        try commands.write(folders.map { "ls -l \($0)\n" }.joined())
        let text = try await output("debugfs", ["-f", commands.string, image.string])
        var lines: [String: [Line]] = [:]
        var current = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("debugfs: ls -l ") {
                current = String(line.dropFirst("debugfs: ls -l ".count))
                continue
            }
            let words = line.split(separator: " ", maxSplits: 8)
            guard words.count == 9, let inode = UInt32(words[0]), let user = Int(words[3]),
                let group = Int(words[4]), let size = Int64(words[5])
            else { continue }
            let name = unescaped(words[8])
            guard name != ".", name != ".." else { continue }
            lines[current, default: []].append(
                Line(
                    inode: inode,
                    mode: String(words[1]),
                    user: user,
                    group: group,
                    size: size,
                    name: name
                )
            )
        }
        return lines
    }

    /// A name as it is; debugfs writes bytes above 127 as `\xc3`.
    private static func unescaped(_ name: Substring) -> String {
        let parts = name.split(separator: "\\x", omittingEmptySubsequences: false)
        var bytes = Array(parts[0].utf8)
        for part in parts.dropFirst() {
            bytes += UInt8(part.prefix(2), radix: 16).map { [$0] } ?? []
            bytes += Array(part.dropFirst(2).utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Compares the bytes of all files with what debugfs copies out.
    private static func compareContents(_ tree: FileTree, _ image: FilePath, _ output: FilePath) async throws
    {
        try output.makeFolder()
        try await run("debugfs", ["-R", "rdump / \(output)", image.string])
        var compared = 0
        for (path, node) in tree.all where node.kind == .file {
            let hasher = SHA256()
            try tree.forEachPiece(of: node) { hasher.update($0) }
            let expected = try Digest(ofFileAt: FilePath(output.string + path))
            #expect(hasher.finish() == expected, "\(path)")
            compared += 1
        }
        #expect(compared > 2500)
    }

    private static func run(_ program: String, _ arguments: [String]) async throws {
        _ = try await output(program, arguments)
    }

    private static func output(_ program: String, _ arguments: [String], statuses: [Int32] = [0]) async throws
        -> String
    {
        var command = Command(try Program.find(program, package: "e2fsprogs"), arguments)
        command.output = .capture(limit: 64 << 20)
        let result = try await command.run()
        guard statuses.contains(Int32(result.status)) else { throw command.failure(result) }
        return result.outputText
    }
}
