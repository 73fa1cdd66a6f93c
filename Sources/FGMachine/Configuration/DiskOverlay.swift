package import FGCore
import FGProcess

/// A qcow2 file that takes a machine's writes, over a disk that stays as it is.
package enum DiskOverlay {
    /// Makes an overlay on `backing`, whose format is named and never guessed; a nil `size` keeps the disk's.
    ///
    /// - Throws: `invalid` for a size below the backing disk's, and as `Command.runChecked`.
    package static func create(
        at path: FilePath,
        backing: FilePath,
        format: String,
        size: ByteCount? = nil
    ) async throws {
        let program = try Program.find("qemu-img", package: "qemu-utils")
        guard let backing = backing.canonical() else {
            throw FGError(.notFound, "there is no disk at \(backing)", subject: backing.string)
        }
        if let size {
            let smallest = try await virtualSize(of: backing, format: format)
            guard size >= smallest else {
                throw FGError(
                    .invalid,
                    "a disk of \(size) is smaller than the image's \(smallest)",
                    hint: "give --disk=\(smallest.literal) or more"
                )
            }
        }
        var command = Command(
            program,
            ["create", "-q", "-f", "qcow2", "-F", format, "-b", backing.string, path.string]
                + (size.map { ["\($0.bytes)"] } ?? [])
        )
        command.deadline = .seconds(30)
        try await command.runChecked()
    }

    /// The size that a guest sees.
    package static func virtualSize(of disk: FilePath, format: String) async throws -> ByteCount {
        struct Information: Decodable {
            let size: Int64
            enum CodingKeys: String, CodingKey { case size = "virtual-size" }
        }
        let program = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(program, ["info", "--output=json", "-f", format, disk.string])
        command.deadline = .seconds(30)
        let result = try await command.runChecked()
        return ByteCount(try CanonicalJSON.decode(Information.self, from: result.output).size)
    }
}
