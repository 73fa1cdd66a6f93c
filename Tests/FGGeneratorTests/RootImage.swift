import CLinux
import FGCore
import FGInspect
import FGProcess
import Glibc
import Testing

@testable import FGGenerator

/// A file system that is made of a tree, at an offset of a disk.
struct RootImage: Sendable, CustomTestStringConvertible {
    let format: RootFormat

    static let all = RootFormat.allCases.map { RootImage(format: $0) }

    var testDescription: String { format.rawValue }

    /// Makes it.
    func write(_ tree: FilePath, to disk: FilePath, size: Int64 = 400 << 20) throws -> WrittenFileSystem {
        let start: Int64 = 1 << 20
        let image = FileSystemImage(disk: DiskLayout(size: start + size), start: start, length: size)
        let files = try DiskFiles(of: tree)
        let epoch = Timestamp(seconds: 1_700_000_000)
        let identifiers = RecipeIdentifiers(recipe: Digest(of: "recipe"))
        switch format {
        case .ext4:
            let writer = Ext4Image(
                image: image,
                identifier: identifiers.rootFileSystemBytes,
                hashSeed: identifiers.hashSeed,
                label: "root",
                epoch: epoch
            )
            try writer.write(files)
        case .xfs:
            let identifier = identifiers.rootFileSystemBytes
            try XFSImage(image: image, identifier: identifier, label: "root", epoch: epoch).write(files)
        case .btrfs:
            try BtrfsImage(image: image, identifiers: identifiers.btrfs, label: "root", epoch: epoch)
                .write(files)
        }
        let target = try OpenFile(disk, .create(permissions: 0o600))
        try target.truncate(to: start + size)
        try target.write(dataOf: image.disk.finish(), at: 0)
        return WrittenFileSystem(disk: disk, start: start, length: size)
    }

    /// Has the file system's own program look at it; gives what it finds.
    func check(_ image: WrittenFileSystem) async throws -> String {
        let copy = FilePath(image.disk.string + ".part")
        defer { try? copy.removeFile() }
        let target = try OpenFile(copy, .create(permissions: 0o600))
        try target.truncate(to: image.length)
        let source = try OpenFile(image.disk)
        var offset = image.start
        while let data = try source.nextData(from: offset) {
            for place in stride(from: data.lowerBound, to: data.upperBound, by: 1 << 20) {
                let count = Int(min(1 << 20, data.upperBound - place))
                try target.write(source.read(count, at: place), at: place - image.start)
            }
            offset = data.upperBound
        }
        let (name, options) =
            switch format {
            case .ext4: ("e2fsck", ["-f", "-n"])
            case .xfs: ("xfs_repair", ["-n", "-f"])
            case .btrfs: ("btrfs", ["check", "--check-data-csum"])
            }
        let program = try Program.find(name, package: format.tools)
        let result = try await Command(program, options + [copy.string]).run()
        return result.status == 0 ? "" : result.outputText + result.errorText
    }

    /// Makes a tree with files of every kind, in an order that is no file system's.
    static func makeTree(_ tree: FilePath, isReversed: Bool = false) throws {
        typealias Step = () throws -> Void
        func write(_ path: String, _ bytes: [UInt8]) -> Step {
            // A whole name leaves no room for that of a file that is renamed in the end.
            { try OpenFile(tree / path, .create(permissions: 0o644)).write(bytes, at: 0) }
        }
        for folder in ["etc", "dir with space", "many", "links", "var/empty"] {
            try (tree / folder).makeFolder()
        }
        try (tree / "deep" / Array(repeating: "level", count: 40).joined(separator: "/")).makeFolder()
        var steps: [Step] = [
            write("etc/text", Array("text\n".utf8)), write("empty", []),
            write("in the tree", pattern(2048)), write("behind the tree", pattern(2049)),
            write("block", pattern(4096)), write("unit", pattern(65_537)), write("big", pattern(3_000_001)),
            write(String(repeating: "n", count: 255), [1]), write("ünïcödé 名前", [2]),
            write("links/first", [3]),
        ]
        for number in 0..<1200 { steps.append(write("many/file-number-\(number)", Array("\(number)".utf8))) }
        for step in isReversed ? steps.reversed() : steps { try step() }
        try holes(tree / "holes", count: 400)
        let sparse = try OpenFile(tree / "sparse", .create(permissions: 0o644))
        try sparse.truncate(to: 80 << 20)
        try sparse.write([7], at: 30_000_000)
        try sparse.write([8], at: 80 << 20 - 2)
        for number in 0..<700 {
            let name = "links/a long name of a link, number \(isReversed ? 699 - number : number)"
            try #require(link((tree / "links/first").string, (tree / name).string) == 0)
        }
        try #require(link((tree / "etc/text").string, (tree / "dir with space/same text").string) == 0)
        for (name, target) in [("link", "etc/text"), ("long link", String(repeating: "x", count: 1000))] {
            try #require(symlink(target, (tree / name).string) == 0)
        }
        try #require(mkfifo((tree / "pipe").string, 0o640) == 0)
        try setAttributes(tree)
        try #require(chmod((tree / "var/empty").string, 0o1777) == 0)
        for path in try paths(below: tree) { try setTimes(path, to: 1_600_000_000) }
    }

    private static func setAttributes(_ tree: FilePath) throws {
        func set(_ path: String, _ name: String, _ value: [UInt8]) throws {
            try #require(setxattr((tree / path).string, name, value, value.count, 0) == 0, "\(path) \(name)")
        }
        try set("big", "user.a", [1])
        try set("big", "user.b", pattern(100))
        try set("block", "user.long", pattern(2000))
        try set("many", "user.folder", pattern(30))
        // A list of who may: the owner, the user 1234, the group, the mask, and others.
        let list: [UInt8] =
            [2, 0, 0, 0] + [1, 0, 6, 0, 255, 255, 255, 255] + [2, 0, 7, 0, 0xd2, 4, 0, 0]
            + [4, 0, 4, 0, 255, 255, 255, 255] + [16, 0, 7, 0, 255, 255, 255, 255]
            + [32, 0, 4, 0, 255, 255, 255, 255]
        try set("etc/text", "system.posix_acl_access", list)
        try set("var", "system.posix_acl_default", list)
        guard geteuid() == 0 else { return }
        try #require(chown((tree / "unit").string, 1500, 70_000) == 0)
        try #require(mknod((tree / "null").string, S_IFCHR | 0o666, makedev(1, 3)) == 0)
        try #require(mknod((tree / "disk").string, S_IFBLK | 0o660, makedev(259, 300)) == 0)
        // CAP_NET_RAW, effective and permitted, in the second form.
        let capability: [UInt8] = [1, 0, 0, 2, 0, 0x20] + [UInt8](repeating: 0, count: 14)
        try set("unit", "security.capability", capability)
        try #require(chmod((tree / "unit").string, 0o755) == 0)
    }

    private static func makedev(_ major: UInt64, _ minor: UInt64) -> dev_t {
        dev_t(minor & 0xff | major << 8 | (minor & ~0xff) << 12)
    }

    private static func holes(_ path: FilePath, count: Int) throws {
        let file = try OpenFile(path, .create(permissions: 0o644))
        for number in 0..<count { try file.write(pattern(3000), at: Int64(number) * 200_000) }
    }

    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &+ 1) }
    }

    private static func paths(below folder: FilePath) throws -> [FilePath] {
        try folder.entries().flatMap { name -> [FilePath] in
            let path = folder / name
            return (path.linkStatus()?.kind == .folder ? try paths(below: path) : []) + [path]
        } + [folder]
    }

    private static func setTimes(_ path: FilePath, to seconds: Int) throws {
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        try #require(utimensat(AT_FDCWD, path.string, times, AT_SYMLINK_NOFOLLOW) == 0)
    }
}
