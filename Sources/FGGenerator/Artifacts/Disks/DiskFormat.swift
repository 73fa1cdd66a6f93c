import FGCore
import FGMachine
import FGProcess

/// A form whose content is the whole disk, byte for byte as a guest sees it; qemu-img writes it.
protocol DiskFormat: ArtifactFormat {
    /// The name by which QEMU knows it.
    var qemuName: String { get }
    /// What `qemu-img convert` is told of it.
    var options: [String] { get }
}

extension DiskFormat {
    func write(_ source: ArtifactSource, to file: FilePath) async throws -> Digest {
        let tool = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(
            tool,
            ["convert", "-p", "-f", "raw", "-O", qemuName] + options + [source.disk.string, file.string]
        )
        command.sandbox = Sandbox(readOnly: [source.disk], readWrite: [file.parent])
        try await command.runChecked(percent: try source.percent())
        return source.digest
    }

    func content(of file: FilePath, _ source: ArtifactSource) async throws -> Digest {
        let copy = source.scratch / "proof.raw"
        try await DiskConversion.read(file, format: qemuName, into: copy, percent: try source.percent())
        defer { try? copy.removeFile() }
        return try ArtifactSource.digest(of: copy)
    }
}
