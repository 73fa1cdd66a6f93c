import FGCore
import FGInspect
import FGProcess

/// The root file system as an OCI image of one layer, its layout in a tar archive.
///
/// Source: the OCI image specification 1.1.
struct OCIArchive: TreeFormat {
    let name = "oci-layout"
    /// An archive does not tell its architecture, which an image has to say.
    let kinds: Set<ArtifactSource.Kind> = [.disk]
    let programs = [(name: "gzip", package: "gzip")]

    func pack(_ archive: FilePath, _ records: TreeRecords, _ source: ArtifactSource, to file: FilePath)
        async throws
    {
        try Self.requireFitting(records, source)
        let layer = source.scratch / "layer.tar.gz"
        var command = Command(try Program.find("gzip", package: "gzip"), ["-n", "-6"])
        command.input = .file(archive)
        command.output = .file(layer)
        command.sandbox = Sandbox()
        try await command.runChecked()
        let documents = try OCIDocuments(
            layer: OCIDocuments.Descriptor(
                mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
                digest: try ArtifactSource.digest(of: layer),
                size: layer.status()?.size ?? 0
            ),
            diffID: ArtifactSource.digest(of: archive),
            architecture: Self.architecture(source),
            created: source.epoch
        )
        var writer = TarWriter(try OpenFile(file, .create(permissions: 0o600)))
        for (path, bytes) in documents.files {
            try writer.add(.bytes(bytes), as: path, modified: source.epoch)
        }
        try writer.add(.file(layer), as: documents.layerPath, modified: source.epoch)
        try writer.finish()
        try layer.removeFile()
    }

    func records(of file: FilePath, _ source: ArtifactSource) async throws -> TreeRecords {
        let layout = try OCILayout.read(archive: OpenFile(file))
        guard let manifest = layout.manifests.first, layout.manifests.count == 1,
            let layer = manifest.layers.first, let diffID = manifest.diffIDs.first, manifest.layers.count == 1
        else { throw FGError(.refused, "the OCI layout has not one image of one layer") }
        let (archive, range) = try layout.content(of: layer.digest)
        let unpacked = source.scratch / "layer.tar"
        var command = Command(try Program.find("gzip", package: "gzip"), ["-d", "-c"])
        let pieces = FilePieces(archive, range)
        command.input = .pieces { try pieces.next() }
        command.output = .file(unpacked)
        command.sandbox = Sandbox()
        try await command.runChecked()
        defer { try? unpacked.removeFile() }
        guard try ArtifactSource.digest(of: unpacked) == diffID else {
            throw FGError(.refused, "the layer does not unpack to its diff_id")
        }
        return try TreeRecords.read(TarReader(OpenFile(unpacked)))
    }

    /// Refuses names that mean something else in a layer.
    ///
    /// - Throws: `invalid` for the first such file.
    private static func requireFitting(_ records: TreeRecords, _ source: ArtifactSource) throws {
        for record in records.sorted where record.path.split(separator: "/").last?.hasPrefix(".wh.") == true {
            throw FGError(
                .invalid,
                "an OCI layer cannot hold /\(record.path) of \(source.name): such a name removes a file",
                subject: source.name,
                hint: "tar.zst can"
            )
        }
    }

    /// The architecture as OCI images name it, which is as Go does.
    ///
    /// - Throws: `invalid` when nothing tells it.
    private static func architecture(_ source: ArtifactSource) throws -> String {
        var known = source.architecture
        if known == nil, case .root(let architecture) = try source.root().partition.role {
            known = architecture
        }
        guard let known else {
            throw FGError(
                .invalid,
                "nothing tells for which architecture \(source.name) is, which an OCI image has to say",
                subject: source.name,
                hint: "tar.zst says nothing of it"
            )
        }
        return ["i386": "386", "armhf": "arm", "armel": "arm", "ppc64el": "ppc64le"][known] ?? known
    }
}
