import FGAccounting
import FGCatalog
package import FGCore
import FGInspect
import FGStorage

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
            try requireDigest(expected, of: request.file)
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
        progress(.phase("inspect", detail: request.file.lastComponent))
        let first = try ImageInspector.inspect(request.file, declared: declared)
        if first.format.compression == nil { try first.requireSafe() }
        progress(.finished("inspect", detail: first.format.rawValue))
        let taken = try await take(request, first, declared, services, progress)
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
        let version = try services.catalog.add(manifest)
        try session.record(.import, version, since: start, bytes: taken.blob.size)
        return Record([
            Record.Field("image", .text(version.fullName)),
            Record.Field("state", .text(version.state.rawValue)),
            Record.Field("format", .text(version.format)),
            Record.Field("size", .size(version.size)),
            Record.Field("digest", .text(taken.blob.digest.description)),
            Record.Field("milliseconds", .integer(Int64((clock.now - start) / .milliseconds(1)))),
        ])
    }

    private func take(
        _ request: ImageImportRequest,
        _ first: Inspection,
        _ declared: ImageFormat?,
        _ services: SiteServices,
        _ progress: @escaping ProgressHandler
    ) async throws -> (blob: Blob, inspection: Inspection) {
        guard first.format.compression != nil || request.file.isFolder else {
            return try store(
                request.file,
                of: request.file,
                expected: request.expected,
                declared,
                within: nil,
                services,
                progress
            )
        }
        let room = max(first.virtualSize?.bytes ?? 0, (request.file.status()?.size ?? 0) * 4)
        let scratch = try ScratchFolder(session.location, bytes: room)
        let unpacking = Unpacking(scratch: scratch.path)
        guard let compression = first.format.compression else {
            guard request.expected == nil else {
                throw FGError(.usage, "a folder has no digest to expect", hint: "leave out --expect")
            }
            let archive = try await unpacking.pack(layout: request.file)
            return try store(
                archive,
                of: request.file,
                expected: nil,
                declared,
                within: nil,
                services,
                progress
            )
        }
        if let expected = request.expected { try requireDigest(expected, of: request.file) }
        progress(.phase("unpack", detail: compression.rawValue))
        let unpacked = try await unpacking.run(request.file, compression)
        progress(.finished("unpack", detail: "\(ByteCount(unpacked.status()?.size ?? 0))"))
        return try store(
            unpacked,
            of: request.file,
            expected: nil,
            declared,
            within: compression,
            services,
            progress
        )
    }

    private func store(
        _ file: FilePath,
        of origin: FilePath,
        expected: Digest?,
        _ declared: ImageFormat?,
        within compression: Compression?,
        _ services: SiteServices,
        _ progress: @escaping ProgressHandler
    ) throws -> (blob: Blob, inspection: Inspection) {
        let total = file.status()?.size ?? 0
        progress(.phase("store", detail: "\(ByteCount(total))"))
        var inspection: Inspection?
        let blob = try services.store.ingest(
            file,
            expected: expected,
            moving: compression != nil,
            progress: { progress(.advance(done: $0, of: total)) },
            accepting: { copy in
                let found = try ImageInspector.inspect(copy, declared: declared, within: compression)
                try found.requireSafe(named: origin)
                inspection = found
            }
        )
        guard let inspection else { throw FGError(.failed, "the stored copy was not inspected") }
        progress(.finished("store", detail: "\(blob.digest)"))
        return (blob, inspection)
    }

    private func requireDigest(_ expected: Digest, of file: FilePath) throws {
        let found = try Digest(ofFileAt: file)
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
