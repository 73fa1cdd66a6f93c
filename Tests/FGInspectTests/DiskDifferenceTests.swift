import FGCore
import FGProcess
import Glibc
import Testing

@testable import FGInspect

/// Where two disks differ, found without mounting them.
struct DiskDifferenceTests {
    /// A GPT disk with a FAT and an ext4 partition of given files, the same for the same files.
    private static func disk(
        _ name: String,
        _ folder: FilePath,
        files: [String: String],
        fat: String = "kernel",
        touch: (FilePath) throws -> Void = { _ in }
    ) async throws -> FilePath {
        let tree = folder / "\(name).tree"
        try tree.makeFolder()
        for (path, text) in files {
            let file = FilePath(tree.string + path)
            try file.parent.makeFolder()
            try file.write(text)
        }
        try touch(tree)
        func run(_ program: String, _ package: String, _ words: [String], input: String = "") async throws {
            var command = Command(try Program.find(program, package: package), words)
            command.input = .bytes(Array(input.utf8))
            command.environment["E2FSPROGS_FAKE_TIME"] = "1700000000"
            command.environment["SOURCE_DATE_EPOCH"] = "1700000000"
            command.environment["MTOOLS_SKIP_CHECK"] = "1"
            try await command.runChecked()
        }
        let ext4 = (folder / "\(name).ext4").string
        let id = "11111111-2222-3333-4444-555555555555"
        try await run(
            "mke2fs",
            "e2fsprogs",
            ["-q", "-t", "ext4", "-U", id, "-E", "hash_seed=\(id)", "-d", tree.string, ext4, "16M"]
        )
        // Every time of every inode, so that disks of the same files have the same bytes.
        let paths = ["/", "/etc", "/lost+found"] + files.keys
        let fields = [
            "atime", "ctime", "mtime", "crtime", "atime_extra", "ctime_extra", "mtime_extra", "crtime_extra",
        ]
        let requests = paths.flatMap { path in fields.map { "sif \(path) \($0) 0x1" } }
        try (folder / "requests").write(requests.joined(separator: "\n") + "\n")
        try await run("debugfs", "e2fsprogs", ["-w", "-f", (folder / "requests").string, ext4])
        let esp = (folder / "\(name).fat").string
        try await run("mkfs.vfat", "dosfstools", ["--invariant", "-F", "32", "-C", esp, "34816"])
        try (folder / "kernel").write(fat)
        try (folder / "kernel").setTimes(to: Timestamp(seconds: 1_700_000_000))
        try await run("mmd", "mtools", ["-i", esp, "::/EFI"])
        try await run("mcopy", "mtools", ["-m", "-i", esp, (folder / "kernel").string, "::/EFI/LINUX"])
        let disk = folder / "\(name).raw"
        let target = try OpenFile(disk, .create(permissions: 0o600))
        try target.truncate(to: 56 << 20)
        let table =
            "label: gpt\nlabel-id: \(id)\nstart=2048, size=69632, type=uefi, uuid=\(id)\n"
            + "start=73728, size=32768, type=linux, uuid=11111111-2222-3333-4444-666666666666\n"
        try await run("sfdisk", "fdisk", ["--quiet", disk.string], input: table)
        try target.write(FilePath(esp).readBytes(), at: 1 << 20)
        try target.write(FilePath(ext4).readBytes(), at: 36 << 20)
        return disk
    }

    private static let files = ["/etc/motd": "hello\n", "/etc/hosts": "127.0.0.1\n"]

    private static func lines(
        _ files: [String: String],
        fat: String = "kernel",
        touch: (FilePath) throws -> Void = { _ in }
    ) async throws -> [DiskDifference.Line] {
        try await TemporaryFolder.with { folder in
            let old = try await disk("old", folder, files: Self.files)
            let new = try await disk("new", folder, files: files, fat: fat, touch: touch)
            return try DiskDifference(from: old, to: new).lines
        }
    }

    @Test func `disks of the same content differ in nothing`() async throws {
        #expect(try await Self.lines(Self.files) == [])
    }

    @Test func `a changed file is named with the first byte that differs`() async throws {
        let lines = try await Self.lines(Self.files.merging(["/etc/motd": "help!\n"]) { $1 })
        #expect(lines.map(\.name) == ["/etc/motd"])
        #expect(lines.first?.aspect == "content from byte 3")
        #expect(lines.first?.old == "\"lo\"")
        #expect(lines.first?.new == "\"p!\"")
    }

    @Test func `another size, mode and time, and a file that only one has, are each a line`() async throws {
        var files = Self.files.merging(["/etc/motd": "hello, world\n", "/new": "x"]) { $1 }
        files["/etc/hosts"] = "127.0.0.1\n"
        let lines = try await Self.lines(files) { tree in
            chmod((tree / "etc" / "hosts").string, 0o600)
        }
        #expect(
            Set(lines.map { "\($0.name) \($0.aspect ?? $0.change.rawValue)" }) == [
                "/etc/hosts mode", "/etc/motd size", "/new added",
            ]
        )
        #expect(lines.first { $0.name == "/etc/motd" }?.new == "file, 13 bytes")
    }

    @Test func `files of the EFI partition are compared too`() async throws {
        let lines = try await Self.lines(Self.files, fat: "kernex")
        #expect(lines.map(\.name) == ["/EFI/LINUX"])
        #expect(lines.first?.aspect == "content from byte 5")
    }

    @Test func `bytes that no file has are told by their place`() async throws {
        try await TemporaryFolder.with { folder in
            let old = try await Self.disk("old", folder, files: Self.files)
            let new = try await Self.disk("new", folder, files: Self.files)
            // The text of the ext4 superblock that names where it was mounted last.
            try OpenFile(new, .readWrite).write(Array("/mnt".utf8), at: (36 << 20) + 1024 + 136)
            let inside = try DiskDifference(from: old, to: new).lines
            #expect(inside.map { "\($0.kind) \($0.name)" } == ["partition 2"])
            #expect(inside.first?.aspect == "bytes from 1160")
            try OpenFile(new, .readWrite).write([1], at: 55 << 20)
            try OpenFile(new, .readWrite).write([0, 0, 0, 0], at: (36 << 20) + 1024 + 136)
            let outside = try DiskDifference(from: old, to: new).lines
            #expect(outside.map(\.kind) == [.disk])
            #expect(outside.first?.aspect == "bytes from \(55 << 20)")
        }
    }

    @Test func `what is no disk is compared as bytes`() async throws {
        try await TemporaryFolder.with { folder in
            try (folder / "a").write([UInt8](repeating: 7, count: 5000))
            try (folder / "b").write([UInt8](repeating: 7, count: 5000) + [9])
            let lines = try DiskDifference(from: folder / "a", to: folder / "b").lines
            #expect(lines.map(\.aspect) == ["size"])
            #expect(try DiskDifference(from: folder / "a", to: folder / "a").isEmpty)
        }
    }

    @Test func `damaged disks, with a seed, end in lines and never in a crash`() async throws {
        try await TemporaryFolder.with { folder in
            let disk = try await Self.disk("old", folder, files: Self.files)
            let seed = UInt64.random(in: 0 ... .max)
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<40 {
                let damaged = folder / "damaged"
                try damaged.write(disk.readBytes())
                let file = try OpenFile(damaged, .readWrite)
                for _ in 0..<8 {
                    let place = Int64.random(in: 0..<64, using: &generator) * 512
                    let base: Int64 = Bool.random(using: &generator) ? 36 << 20 : 1 << 20
                    try file.write(
                        [UInt8.random(in: 0...255, using: &generator)],
                        at: base + place + Int64.random(in: 0..<512, using: &generator)
                    )
                }
                let difference = try DiskDifference(from: disk, to: damaged)
                let isSame = try disk.readBytes() == damaged.readBytes()
                #expect(difference.isEmpty == isSame, "seed \(seed)")
            }
        }
    }
}
