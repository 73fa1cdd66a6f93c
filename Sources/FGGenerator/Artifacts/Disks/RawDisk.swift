import FGCore
import FGStorage

/// The bytes that a guest sees, with holes where there are none but zeros.
struct RawDisk: ArtifactFormat {
    let name = "raw"

    func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent {
        let target = try OpenFile(file, .create(permissions: 0o600))
        return ArtifactContent(try SparseCopy(from: OpenFile(source.file), to: target).run())
    }

    func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent {
        ArtifactContent(try ArtifactSource.digest(of: file))
    }
}
