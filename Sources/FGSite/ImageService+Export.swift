import FGAccounting
import FGCatalog
package import FGCore
import FGStorage

extension ImageService {
    /// Writes an artifact to a file, which appears under its name only when it is complete and checked.
    ///
    /// - Throws: `exists` for what is there and may not be replaced, `invalid` for what is no regular file,
    ///   `corrupt` when the stored bytes changed.
    package func export(
        _ reference: ImageReference,
        artifact format: String?,
        to destination: FilePath,
        replacing: Bool,
        _ execution: Execution = .real,
        progress: @escaping ProgressHandler
    ) async throws -> Record {
        let services = try execution == .real ? session.writable() : session.services()
        let version = try services.catalog.resolve(reference, project: session.project)
        let artifacts = try services.catalog.artifacts(of: version.id)
        guard
            let artifact = artifacts.first(where: { format == nil ? $0.role == "base" : $0.format == format })
        else {
            throw FGError(
                .notFound,
                "\(version.fullName) has no artifact \"\(format ?? "base")\"",
                hint: "it has \(artifacts.map(\.format).joined(separator: ", "))"
            )
        }
        let target = try ExportTarget(destination, replacing: replacing)
        let clock = ContinuousClock()
        let start = clock.now
        if execution == .real {
            try await session.rebuilding.bringBack(version, progress)
            let blob = try services.store.existingPath(of: artifact.digest)
            progress(.steps(1))
            progress(.phase("export", detail: "\(ByteCount(artifact.size))"))
            try copy(blob, to: target, artifact, progress)
            progress(.finished("export", detail: destination.string))
            try services.catalog.noteUse(version.id, at: session.now)
            try session.record(
                .export,
                version,
                since: start,
                bytes: artifact.size,
                detail: destination.string
            )
        }
        return Record([
            Record.Field("file", .text(destination.string)),
            Record.Field("size", .size(ByteCount(artifact.size))),
            Record.Field("digest", .text(artifact.digest.description)),
        ])
    }

    private func copy(
        _ blob: FilePath,
        to target: ExportTarget,
        _ artifact: Manifest.Artifact,
        _ progress: @escaping ProgressHandler
    ) throws {
        let source = try OpenFile(blob)
        let pending = try target.open()
        let digest = try SparseCopy(from: source, to: pending.file) {
            progress(.advance(done: $0, of: artifact.size, .bytes))
        }
        .run()
        guard digest == artifact.digest else {
            throw FGError(
                .corrupt,
                "the stored bytes of \(artifact.digest) changed",
                hint: "site check --deep"
            )
        }
        try target.finish(pending)
    }
}
