import FGCore
import FGInspect

/// A form whose content is the files of the root file system, with owners, times and attributes.
protocol TreeFormat: ArtifactFormat {
    /// What it keeps of extended attributes.
    var attributes: TreeAttributes { get }

    /// Makes a new file of an archive of the tree, which has these files.
    func pack(_ archive: FilePath, _ records: TreeRecords, _ source: ArtifactSource, to file: FilePath)
        async throws

    /// Reads the files that a finished form has.
    func records(of file: FilePath, _ source: ArtifactSource) async throws -> TreeRecords
}

extension TreeFormat {
    var attributes: TreeAttributes { .all }
    var kinds: Set<ArtifactSource.Kind> { [.disk, .archive] }

    func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent {
        let archive = source.scratch / "root.tar"
        let records =
            switch source.kind {
            case .disk:
                try TreeArchive(listing: source.listing(), attributes: attributes, source: source)
                    .write(to: archive)
            case .archive:
                try ArchiveTree(archive: source.file, attributes: attributes, source: source)
                    .write(to: archive)
            }
        defer { try? archive.removeFile() }
        try await pack(archive, records, source, to: file)
        return try records.content()
    }

    func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent {
        try await records(of: file, source).content()
    }
}
