import FGCore
import FGInspect
import FGStorage

/// The root partition's file system alone, as some clouds boot one with a kernel of their own.
struct PartitionImage: ArtifactFormat {
    let name = "partition"

    func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent {
        let region = try source.root().region
        let target = try OpenFile(file, .create(permissions: 0o600))
        let copy = SparseCopy(
            from: region.file,
            part: region.start..<region.start + region.length,
            to: target
        ) { source.progress(.advance(done: $0, of: region.length, .bytes)) }
        return ArtifactContent(try copy.run())
    }

    func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent {
        ArtifactContent(try ArtifactSource.digest(of: file))
    }
}
