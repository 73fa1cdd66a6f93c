import FGCore
import FGMachine
import FGProcess

/// A form whose content is the whole disk, byte for byte as a guest sees it; qemu-img writes it.
protocol DiskFormat: ArtifactFormat {
    /// The name by which QEMU knows it.
    var qemuName: String { get }
    /// What `qemu-img convert` is told of it.
    var options: [String] { get }

    /// Replaces what qemu-img takes from the clock or by chance, such as times and identifiers.
    func seal(_ file: OpenFile, _ source: ArtifactSource) throws
}

extension DiskFormat {
    var programs: [(name: String, package: String)] { [("qemu-img", "qemu-utils")] }

    func seal(_ file: OpenFile, _ source: ArtifactSource) throws {}

    func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent {
        let tool = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(
            tool,
            ["convert", "-p", "-f", "raw", "-O", qemuName] + options + [source.file.string, file.string]
        )
        command.sandbox = Sandbox(readOnly: [source.file], readWrite: [file.parent])
        try await command.runChecked(percent: try source.percent())
        try seal(OpenFile(file, .readWrite), source)
        return ArtifactContent(source.digest)
    }

    func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent {
        let copy = source.scratch / "proof.raw"
        try await DiskConversion.read(file, format: qemuName, into: copy, percent: try source.percent())
        defer { try? copy.removeFile() }
        return ArtifactContent(try ArtifactSource.digest(of: copy))
    }
}
