import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGMachine
import FGStorage

extension ImageService {
    /// Writes a version to a file, in a form that the store has or one that is made of its disk; nothing of it is stored.
    ///
    /// The file appears under its name only when it is complete and proven.
    /// - Throws: `exists` for what is there and may not be replaced, `invalid` for what is no regular file,
    ///   `corrupt` when the stored bytes changed or the form does not read back as what went into it.
    package func export(
        _ reference: ImageReference,
        artifact name: String?,
        to destination: FilePath,
        replacing: Bool,
        _ execution: Execution = .real,
        progress: @escaping ProgressHandler
    ) async throws -> Record {
        let services = try execution == .real ? session.writable() : session.services()
        let version = try services.catalog.resolve(reference, project: session.project)
        let form = try ExportForm(name, of: version, services.catalog.artifacts(of: version.id))
        if case .made(let format) = form { try format.requirePrograms() }
        let target = try ExportTarget(destination, replacing: replacing)
        guard execution == .real else {
            return Self.record(destination, form, form.stored?.size, form.stored?.digest, content: nil)
        }
        let start = ContinuousClock.now
        let (size, digest, content) = try await write(version, name, to: target, progress)
        progress(.finished("export", detail: destination.string))
        try services.catalog.noteUse(version.id, at: session.now)
        try session.record(.export, version, since: start, bytes: size.bytes, detail: destination.string)
        return Self.record(destination, form, size, digest, content: content)
    }

    private static func record(
        _ file: FilePath,
        _ form: ExportForm,
        _ size: ByteCount?,
        _ digest: Digest?,
        content: Digest?
    ) -> Record {
        Record([
            Record.Field("file", .text(file.string)),
            Record.Field("format", .text(form.name)),
            Record.Field("size", size.map { .size($0) } ?? .null),
            Record.Field("digest", digest.map { .text($0.description) } ?? .null),
            Record.Field("content", content.map { .text($0.description) } ?? .null),
        ])
    }

    private func write(
        _ version: ImageVersion,
        _ name: String?,
        to target: ExportTarget,
        _ progress: @escaping ProgressHandler
    ) async throws -> (size: ByteCount, digest: Digest, content: Digest?) {
        let services = try session.writable()
        // A place that cannot be written to is told before the work.
        let pending = try target.open()
        try await session.rebuilding.bringBack(version, progress)
        // What came back may have fewer stored forms than what went.
        let artifacts = try services.catalog.artifacts(of: version.id)
        switch try ExportForm(name, of: version, artifacts) {
        case .stored(let artifact):
            let blob = try services.store.existingPath(of: artifact.digest)
            progress(.steps(1))
            let copied = try copy(blob, to: pending, expected: artifact.digest, progress)
            try target.finish(pending)
            return (copied.size, copied.digest, artifact.format == "raw" ? copied.digest : nil)
        case .made(let format):
            let base = try services.catalog.baseArtifact(of: version)
            let allocated = services.store.path(of: base.digest).status()?.allocated ?? 0
            let scratch = try ScratchFolder(session.location, bytes: 3 * allocated + (64 << 20))
            progress(.steps(base.format == "raw" ? 4 : 5))
            let source = try await source(of: version, base, in: scratch, progress)
            let file = scratch.path / "artifact"
            let content = try await format.make(from: source, to: file)
            let copied = try copy(file, to: pending, expected: nil, progress)
            try target.finish(pending)
            return (copied.size, copied.digest, content)
        }
    }

    /// The raw disk of a version, or its archive, whose stored bytes were checked.
    private func source(
        of version: ImageVersion,
        _ base: Manifest.Artifact,
        in scratch: ScratchFolder,
        _ progress: @escaping ProgressHandler
    ) async throws -> ArtifactSource {
        let store = try session.services().store
        progress(.phase("check", detail: "the stored bytes, \(ByteCount(base.size))"))
        try store.verify(base.digest) { progress(.advance(done: $0, of: base.size, .bytes)) }
        progress(.finished("check", detail: base.digest.short))
        var disk = try store.existingPath(of: base.digest)
        var digest = base.digest
        let format = try ImageFormat(parsing: base.format)
        if format != .raw, let name = format.qemuName {
            let inspection = try ImageInspector.inspect(disk, declared: format)
            try inspection.requireSafe(named: FilePath(version.fullName))
            let size = inspection.virtualSize ?? ByteCount(base.size)
            progress(.phase("read", detail: "\(base.format), \(size)"))
            let raw = scratch.path / "base.raw"
            try await DiskConversion.read(disk, format: name, into: raw) { percent in
                let done = Int64(Double(size.bytes) * percent / 100)
                progress(.advance(done: done, of: size.bytes, .bytes))
            }
            digest = try SparseCopy(from: OpenFile(raw), to: nil).run()
            progress(.finished("read", detail: digest.short))
            disk = raw
        }
        return ArtifactSource(
            name: version.fullName,
            kind: format.isDisk ? .disk : .archive,
            file: disk,
            digest: digest,
            epoch: try version.recipe.map { try session.services().recipe($0).epoch } ?? version.created,
            architecture: version.architecture,
            scratch: scratch.path,
            progress: progress
        )
    }

    private func copy(
        _ file: FilePath,
        to pending: PendingFile,
        expected: Digest?,
        _ progress: @escaping ProgressHandler
    ) throws -> (size: ByteCount, digest: Digest) {
        let source = try OpenFile(file)
        let size = try source.size()
        progress(.phase("export", detail: "\(ByteCount(size))"))
        let digest = try SparseCopy(from: source, to: pending.file) {
            progress(.advance(done: $0, of: size, .bytes))
        }
        .run()
        if let expected, digest != expected {
            throw FGError(.corrupt, "the stored bytes of \(expected) changed", hint: "site check --deep")
        }
        return (ByteCount(size), digest)
    }
}
