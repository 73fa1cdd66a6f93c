import FGCore
import FGProcess
import Testing

@testable import FGGenerator

/// Times of inodes, sealed in a file system that mke2fs made.
struct InodeTimesTests {
    /// An ext4 file system at an offset of a file, of a small tree.
    private static func image(_ folder: FilePath, _ options: [String]) async throws -> FileSystemImage {
        let tree = folder / "tree"
        try (tree / "folder").makeFolder()
        for number in 0..<40 { try (tree / "folder" / "file\(number)").write("\(number)") }
        try (tree / "folder" / "file7").setTimes(to: Timestamp(seconds: 12_345))
        let image = FileSystemImage(disk: folder / "disk", start: 1 << 20, length: 24 << 20)
        try OpenFile(image.disk, .create(permissions: 0o600)).truncate(to: 32 << 20)
        let mke2fs = try Program.find("mke2fs", package: "e2fsprogs")
        let place = ["-E", "offset=\(image.start)", "-d", tree.string, image.disk.string, "24M"]
        try await Command(mke2fs, ["-q", "-F", "-t", "ext4"] + options + place).runChecked()
        return image
    }

    private static func run(_ name: String, _ options: [String], _ image: FileSystemImage) async throws
        -> String
    {
        let program = try Program.find(name, package: "e2fsprogs")
        return try await Command(program, options + ["\(image.disk)?offset=\(image.start)"]).runChecked()
            .outputText
    }

    @Test(arguments: [
        [], ["-I", "128"], ["-O", "^metadata_csum"], ["-O", "metadata_csum_seed"], ["-b", "1024"],
    ])
    func `every inode gets the epoch, times of content stay, and e2fsck finds nothing`(_ options: [String])
        async throws
    {
        try await TemporaryFolder.with { folder in
            let image = try await Self.image(folder, options)
            // Beyond 2038, where a time needs more than 32 bits, if the inode has them.
            let epoch = Timestamp(seconds: options.contains("128") ? 1_000_000_000 : 4_000_000_000)
            try InodeTimes(image: image, epoch: epoch).seal()
            try SuperblockSeal(image: image).seal()
            _ = try await Self.run("e2fsck", ["-fn"], image)
            for path in ["/", "/folder", "/folder/file7", "/folder/file39"] {
                let text = try await Self.run("debugfs", ["-R", "stat \(path)"], image)
                for field in ["ctime", "atime"] + (options.contains("128") ? [] : ["crtime"]) {
                    let line = text.split(separator: "\n").first { $0.contains("\(field): 0x") }
                    let seconds = String(UInt32(truncatingIfNeeded: epoch.seconds), radix: 16)
                    #expect(line?.contains("\(field): 0x\(seconds)") == true, "\(path) \(text)")
                }
            }
            let seven = try await Self.run("debugfs", ["-R", "stat /folder/file7"], image)
            #expect(seven.contains("mtime: 0x00003039"))
        }
    }
}
