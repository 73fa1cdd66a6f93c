import FGCore
import FGInspect

/// The root file system as an EROFS, which kernels read since 5.4.
struct ErofsImage: TreeFormat {
    let name = "erofs"

    func pack(_ archive: FilePath, _ records: TreeRecords, _ source: ArtifactSource, to file: FilePath)
        async throws
    {
        let layout = try ErofsLayout(records, source)
        try ErofsWriter(layout: layout, source: source)
            .write(contentsOf: TarReader(OpenFile(archive)), to: OpenFile(file, .create(permissions: 0o600)))
    }

    func records(of file: FilePath, _ source: ArtifactSource) async throws -> TreeRecords {
        try ErofsReader(OpenFile(file)).records()
    }
}
