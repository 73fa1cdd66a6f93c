import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGStorage

/// What every step of an import needs.
private struct ImportWork {
    let request: ImageImportRequest
    let declared: ImageFormat?
    let services: SiteServices
    let progress: ProgressHandler
}

private typealias Taken = (blob: Blob, inspection: Inspection)

extension ImageService {
    /// What an import would do: inspects the file and changes nothing.
    ///
    /// - Throws: as `importImage`, except for what only unpacked bytes can show.
    package func planImport(_ request: ImageImportRequest, progress: @escaping ProgressHandler) async throws
        -> Record
    {
        let name = try request.imageName()
        let format = try request.format.map { try ImageFormat(parsing: $0) }
        let inspection = try ImageInspector.inspect(request.file, declared: format)
        if inspection.format.compression == nil { try inspection.requireSafe() }
        if let expected = request.expected, inspection.format != .ociLayout || !request.file.isFolder {
            progress(.steps(1))
            try requireDigest(expected, of: request.file, progress)
        }
        return Record(
            [
                Record.Field("image", .text("\(session.project)/\(name)")),
                Record.Field("format", .text(inspection.format.rawValue)),
                Record.Field("size", .size(ByteCount(request.file.status()?.size ?? 0))),
                Record.Field("virtual-size", inspection.virtualSize.map { .size($0) } ?? .null),
            ] + inspection.facts.map { Record.Field($0.name, .text($0.value)) }
        )
    }

    /// Takes an image from a file, once the inspector has accepted it; the version is not verified.
    ///
    /// What is inspected is the store's own copy, so that the file cannot change in between.
    /// - Throws: `refused` with the reason for hostile or damaged bytes, `corrupt` when the digest is not the
    ///   expected one, `invalid` for a name or format that is none, `quotaExceeded` for a full disk.
    package func importImage(_ request: ImageImportRequest, progress: @escaping ProgressHandler) async throws
        -> Record
    {
        let services = try session.writable()
        let clock = ContinuousClock()
        let start = clock.now
        let hold = try await services.store.hold()
        defer { withExtendedLifetime(hold) {} }
        let name = try request.imageName()
        let declared = try request.format.map { try ImageFormat(parsing: $0) }
        progress(.steps(2))
        progress(.phase("inspect", detail: request.file.lastComponent))
        let first = try ImageInspector.inspect(request.file, declared: declared)
        if first.format.compression == nil { try first.requireSafe() }
        progress(.finished("inspect", detail: first.format.rawValue))
        let work = ImportWork(request: request, declared: declared, services: services, progress: progress)
        let taken = try await take(work, first)
        var manifest = Manifest(
            project: session.project,
            name: name,
            owner: session.user,
            created: session.now,
            artifacts: [
                Manifest.Artifact(
                    role: "base",
                    format: taken.inspection.format.rawValue,
                    digest: taken.blob.digest,
                    size: taken.blob.size
                )
            ]
        )
        manifest.properties["imported-from"] = request.file.lastComponent
        if let size = taken.inspection.virtualSize {
            manifest.properties["virtual-size"] = "\(size.bytes)"
        }
        let analysis = try await analysis(
            of: services.store.existingPath(of: taken.blob.digest),
            taken.inspection,
            isQuick: request.isQuick,
            progress: progress
        )
        manifest.take(analysis)
        let version = try services.catalog.add(manifest)
        try session.record(.import, version, since: start, bytes: taken.blob.size)
        return Record([
            Record.Field("image", .text(version.fullName)),
            Record.Field("state", .text(version.state.rawValue)),
            Record.Field("format", .text(version.format)),
            Record.Field("size", .size(version.size)),
            Record.Field("digest", .text(taken.blob.digest.description)),
            Record.Field("found", .text(analysis.summary)),
            Record.Field("unread", .list(analysis.unread.map { .text($0) })),
            Record.Field("milliseconds", .integer(Int64((clock.now - start) / .milliseconds(1)))),
        ])
    }

    /// Takes the file into the store as it is, or what is packed in it.
    private func take(_ work: ImportWork, _ first: Inspection) async throws -> Taken {
        let request = work.request
        if let compression = first.format.compression {
            work.progress(.steps(request.expected == nil ? 2 : 3))
            if let expected = request.expected {
                try requireDigest(expected, of: request.file, work.progress)
            }
            let packed = request.file.status()?.size ?? 0
            let scratch = try ScratchFolder(
                session.location,
                bytes: UnpackingLimits(packed: packed).content.bytes
            )
            work.progress(.phase("unpack", detail: compression.rawValue))
            let unpacked = try await Unpacking(scratch: scratch.path).run(request.file, compression) {
                work.progress(.advance(done: $0, of: 0, .bytes))
            }
            work.progress(.finished("unpack", detail: "\(ByteCount(unpacked.status()?.size ?? 0))"))
            let found = try ImageInspector.inspect(unpacked, declared: work.declared, within: compression)
            return try await store(unpacked, found, work, within: compression)
        }
        guard request.file.isFolder else { return try await store(request.file, first, work, within: nil) }
        guard request.expected == nil else {
            throw FGError(.usage, "a folder has no digest to expect", hint: "leave out --expect")
        }
        work.progress(.steps(2))
        work.progress(.phase("pack", detail: "the layout"))
        let room = ByteCount(try request.file.contentSize() + 64 << 20)
        let scratch = try ScratchFolder(session.location, bytes: room.bytes)
        let archive = try await Unpacking(scratch: scratch.path).pack(layout: request.file, within: room)
        work.progress(.finished("pack", detail: "\(ByteCount(archive.status()?.size ?? 0))"))
        return try await store(archive, first, work, within: nil)
    }

    private func store(
        _ file: FilePath,
        _ found: Inspection,
        _ work: ImportWork,
        within compression: Compression?
    ) async throws -> Taken {
        try found.requireSafe(named: work.request.file)
        try requireArchive(found, work)
        let judged = try await judge(found.packedLayers, of: file, work)
        let total = file.status()?.size ?? 0
        work.progress(.phase("store", detail: "\(ByteCount(total))"))
        var inspection: Inspection?
        let blob = try work.services.store.ingest(
            file,
            expected: compression == nil ? work.request.expected : nil,
            moving: compression != nil,
            progress: { work.progress(.advance(done: $0, of: total, .bytes)) },
            accepting: { copy in
                let found = try ImageInspector.inspect(copy, declared: work.declared, within: compression)
                try found.requireSafe(named: work.request.file)
                guard judged.isSuperset(of: found.packedLayers) else {
                    throw FGError(.refused, "\(work.request.file) was changed while it was read")
                }
                inspection = found
            }
        )
        guard let inspection else { throw FGError(.failed, "the stored copy was not inspected") }
        work.progress(.finished("store", detail: "\(blob.digest)"))
        return (blob, inspection)
    }

    /// Unpacks compressed layers to see what is in them; there are few images that have any.
    private func judge(_ layers: [OCILayer], of file: FilePath, _ work: ImportWork) async throws -> Set<
        OCILayer
    > {
        guard !layers.isEmpty else { return [] }
        let total = layers.reduce(0) { $0 + $1.size }
        work.progress(.steps(2))
        work.progress(.phase("layers", detail: "\(layers.count), \(ByteCount(total))"))
        let judged = try await Unpacking.judge(layers, of: file) {
            work.progress(.advance(done: $0, of: total, .bytes))
        }
        work.progress(.finished("layers", detail: "\(layers.count) without a hazard"))
        return judged
    }

    /// Throws when a file that its name calls a tar archive would be taken for a disk, as one without members would.
    private func requireArchive(_ found: Inspection, _ work: ImportWork) throws {
        let endings = [".tar", ".tgz", ".txz", ".tar.gz", ".tar.xz", ".tar.zst", ".tar.bz2"]
        let name = work.request.file.lastComponent.lowercased()
        guard found.format == .raw, work.declared == nil, endings.contains(where: name.hasSuffix) else {
            return
        }
        throw FGError(
            .refused,
            "\(work.request.file) is called a tar archive but has no members",
            subject: work.request.file.string,
            hint: "add --format raw if it is a disk"
        )
    }

    private func requireDigest(_ expected: Digest, of file: FilePath, _ progress: @escaping ProgressHandler)
        throws
    {
        let source = try OpenFile(file)
        let total = try source.size()
        progress(.phase("hash", detail: "\(ByteCount(total))"))
        let found = try SparseCopy(from: source, to: nil) { progress(.advance(done: $0, of: total, .bytes)) }
            .run()
        progress(.finished("hash", detail: "\(found)"))
        guard found == expected else {
            throw FGError(
                .corrupt,
                "\(file) has the digest \(found), not the expected \(expected)",
                subject: file.string,
                hint: "get the file again"
            )
        }
    }
}

extension FilePath {
    /// The bytes of all files in a folder, links not followed.
    fileprivate func contentSize() throws -> Int64 {
        guard let status = linkStatus() else { return 0 }
        guard status.kind == .folder else { return status.size }
        return try entries().reduce(0) { try $0 + (self / $1).contentSize() + 2048 }
    }
}
