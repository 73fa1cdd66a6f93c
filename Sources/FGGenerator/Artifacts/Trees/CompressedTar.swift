import FGCore
import FGInspect
import FGProcess

/// The root file system as a tar archive, compressed by zstd.
struct CompressedTar: TreeFormat {
    let name = "tar.zst"
    let programs = [(name: "zstd", package: "zstd")]

    func pack(_ archive: FilePath, _ records: TreeRecords, _ source: ArtifactSource, to file: FilePath)
        async throws
    {
        // With one thread or more, the level and the size alone decide how the work is cut.
        let size = archive.status()?.size ?? 0
        var command = Command(
            try Program.find("zstd", package: "zstd"),
            ["-9", "-T0", "--check", "--stream-size=\(size)", "--quiet", "--stdout"]
        )
        command.input = .file(archive)
        command.output = .file(file)
        command.sandbox = Sandbox()
        try await command.runChecked()
    }

    func records(of file: FilePath, _ source: ArtifactSource) async throws -> TreeRecords {
        var command = Command(try Program.find("zstd", package: "zstd"), ["-d", "--quiet", "--stdout"])
        command.input = .file(file)
        command.sandbox = Sandbox()
        return try await command.records()
    }
}

extension Command {
    /// Runs a program that writes a tar archive, and reads the files of it.
    ///
    /// - Throws: `refused` for a damaged archive, and as `runChecked`.
    func records() async throws -> TreeRecords {
        let (result, records) = try await run { read in
            let records = try TreeRecords.read(TarReader(reading: read))
            // What follows the archive's end is read too, or the program would be stopped at its last bytes.
            while try !read(1 << 16).isEmpty {}
            return records
        }
        guard result.status == 0 else { throw failure(result) }
        return records
    }
}
