package import FGCore
import FGProcess

/// Reads the guest's view of an inspected disk out of its container format.
package enum DiskConversion {
    /// Writes the disk as raw bytes, with holes, into a new file.
    ///
    /// The format is given by name, so that no tool guesses it from foreign bytes. `percent` is told how far it is.
    /// - Throws: `unavailable` without qemu-img, `failed` when it cannot read the disk.
    package static func read(
        _ stored: FilePath,
        format: String,
        into disk: FilePath,
        percent: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        let tool = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(tool, ["convert", "-p", "-f", format, "-O", "raw", stored.string, disk.string])
        command.sandbox = Sandbox(readOnly: [stored], readWrite: [disk.parent])
        command.limits = Command.Limits(memory: ByteCount(2 << 30))
        try await command.runChecked(percent: percent)
    }

    /// Writes only the first mebibyte of the disk into a new file of the disk's size: enough for its partition table.
    ///
    /// - Throws: as `read`.
    package static func readStart(_ stored: FilePath, format: String, into disk: FilePath) async throws {
        let size = try await DiskOverlay.virtualSize(of: stored, format: format)
        let tool = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(
            tool,
            ["dd", "-f", format, "-O", "raw", "bs=1M", "count=1", "if=\(stored)", "of=\(disk)"]
        )
        command.sandbox = Sandbox(readOnly: [stored], readWrite: [disk.parent])
        command.limits = Command.Limits(memory: ByteCount(2 << 30))
        try await command.runChecked()
        try OpenFile(disk, .readWrite).truncate(to: size.bytes)
    }
}
