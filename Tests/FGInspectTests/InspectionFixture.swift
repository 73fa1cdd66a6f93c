import FGCore
import FGProcess

@testable import FGInspect

/// Real files of every format, made by the tools that users make them with.
enum InspectionFixture {
    /// A raw disk of 64 MiB with a partition table and nothing on it.
    static func rawDisk(_ folder: FilePath) async throws -> FilePath {
        let path = folder / "disk.raw"
        try OpenFile(path, .create(permissions: 0o600)).truncate(to: 64 << 20)
        var command = Command(try Program.find("sfdisk", package: "fdisk"), ["--quiet", path.string])
        command.input = .bytes(Array("label: gpt\nsize=32M\n".utf8))
        try await command.runChecked()
        return path
    }

    /// Runs `qemu-img` with arguments.
    static func qemuImg(_ arguments: [String], in folder: FilePath) async throws {
        var command = Command(try Program.find("qemu-img", package: "qemu-utils"), arguments)
        command.folder = folder
        try await command.runChecked()
    }

    /// One header block of a ustar archive with its content, padded.
    static func member(
        _ name: String,
        type: Character = "0",
        link: String = "",
        content: [UInt8] = []
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, 0)
        put(octal(0o644, 7), 100)
        put(octal(0, 7), 108)
        put(octal(0, 7), 116)
        put(octal(content.count, 11), 124)
        put(octal(0, 11), 136)
        put("        ", 148)
        put(String(type), 156)
        put(link, 157)
        put("ustar", 257)
        put("00", 263)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
        let padding = (512 - content.count % 512) % 512
        return block + content + [UInt8](repeating: 0, count: padding)
    }

    /// An archive of members, with the two empty blocks at its end.
    static func archive(_ members: [[UInt8]], at path: FilePath) throws {
        try path.write(members.flatMap { $0 } + [UInt8](repeating: 0, count: 1024))
    }
}
