package import FGCore
import FGProcess

/// Reads the guest's view of an inspected disk out of its container format.
package enum DiskConversion {
    /// Writes the disk as raw bytes, with holes, into a new file.
    ///
    /// The format is given by name, so that no tool guesses it from foreign bytes.
    /// - Throws: `unavailable` without qemu-img, `failed` when it cannot read the disk.
    package static func read(_ stored: FilePath, format: String, into disk: FilePath) async throws {
        let tool = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(tool, ["convert", "-f", format, "-O", "raw", stored.string, disk.string])
        command.sandbox = Sandbox(readOnly: [stored], readWrite: [disk.parent])
        command.limits = Command.Limits(memory: ByteCount(2 << 30))
        try await command.runChecked()
    }
}
