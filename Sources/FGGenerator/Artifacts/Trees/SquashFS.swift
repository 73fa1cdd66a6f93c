import FGCore
import FGInspect
import FGProcess

/// The root file system as a squashfs.
struct SquashFS: TreeFormat {
    let name = "squashfs"
    let attributes = TreeAttributes.withoutAccessLists
    let programs = [
        (name: "tar2sqfs", package: "squashfs-tools-ng"), (name: "sqfs2tar", package: "squashfs-tools-ng"),
    ]

    /// Of the two kinds of tools these keep the root folder's own time, owner and attributes.
    private static let package = "squashfs-tools-ng"
    /// What a squashfs keeps of extended attributes.
    private static let prefixes = ["user.", "trusted.", "security."]

    func pack(_ archive: FilePath, _ records: TreeRecords, _ source: ArtifactSource, to file: FilePath)
        async throws
    {
        try Self.requireFitting(records, source)
        var command = Command(
            try Program.find("tar2sqfs", package: Self.package),
            [
                "--quiet", "--no-skip", "--compressor", "zstd", "--comp-extra", "level=9", "--defaults",
                "mtime=\(UInt32(clamping: source.epoch.seconds))", file.string,
            ]
        )
        command.input = .file(archive)
        command.sandbox = Sandbox(readWrite: [file.parent])
        try await command.runChecked()
    }

    func records(of file: FilePath, _ source: ArtifactSource) async throws -> TreeRecords {
        var command = Command(
            try Program.find("sqfs2tar", package: Self.package),
            ["--root-becomes", ".", file.string]
        )
        command.sandbox = Sandbox(readOnly: [file])
        return try await command.records()
    }

    /// Refuses what a squashfs would drop or change.
    ///
    /// - Throws: `invalid` for the first such file.
    private static func requireFitting(_ records: TreeRecords, _ source: ArtifactSource) throws {
        for record in records.sorted {
            let foreign = record.attributes.keys.sorted().first { name in
                !prefixes.contains { name.hasPrefix($0) }
            }
            let reason: String? =
                if let foreign {
                    "the attribute \(foreign)"
                } else if !(0...Int64(UInt32.max)).contains(record.modified) {
                    "the time \(Timestamp(seconds: record.modified))"
                } else {
                    nil
                }
            guard let reason else { continue }
            throw FGError(
                .invalid,
                "a squashfs cannot hold \(reason) of /\(record.path) in \(source.name)",
                subject: source.name,
                hint: "tar.zst can"
            )
        }
    }
}
