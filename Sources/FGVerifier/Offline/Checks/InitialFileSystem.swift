import FGCore
import FGInspect
import FGProcess

/// What a kernel unpacks before it has a root file system: plain cpio archives, then a compressed one.
enum InitialFileSystem {
    private static let limit = 1 << 30

    /// The names of all files.
    ///
    /// - Throws: `refused` for damaged bytes, `unavailable` when the program that unpacks them is missing.
    static func names(_ bytes: [UInt8]) async throws -> Set<String> {
        var names: Set<String> = []
        var rest = bytes[...]
        while CPIOArchive.isArchive(rest) {
            let archive = try CPIOArchive(Array(rest))
            names.formUnion(archive.names)
            rest = rest.dropFirst(archive.end)
        }
        guard !rest.isEmpty else { return names }
        return names.union(try CPIOArchive(await unpack(Array(rest))).names)
    }

    private static func unpack(_ bytes: [UInt8]) async throws -> [UInt8] {
        let program: Program
        if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            program = try Program.find("zstd", package: "zstd")
        } else if bytes.starts(with: [0x1f, 0x8b]) {
            program = try Program.find("gzip", package: "gzip")
        } else if bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) {
            program = try Program.find("xz", package: "xz-utils")
        } else if bytes.starts(with: [0x02, 0x21, 0x4c, 0x18]) {
            program = try Program.find("lz4", package: "lz4")
        } else {
            throw FGError(.refused, "the initrd has no compression that is known")
        }
        var command = Command(program, ["-d", "-c", "-q"])
        command.input = .bytes(bytes)
        command.output = .capture(limit: limit)
        command.sandbox = Sandbox()
        command.deadline = .seconds(120)
        let result = try await command.run()
        guard result.status == 0 else {
            throw FGError(.refused, "the initrd cannot be unpacked: \(result.lastErrorLine ?? "damaged")")
        }
        return result.output
    }
}
