import FGCore
import FGInspect
import FGStorage
import Glibc

/// Takes bases that are files of this machine into the store: archives, and images of OCI layouts.
struct StoredBase {
    let store: BlobStore
    /// Where folders for what is made on the way are made.
    let scratch: FilePath
    let progress: ProgressHandler

    /// What tells that a file is another one, or was written: of a layout's folder its index is what counts.
    static func stamp(of path: FilePath) throws -> String {
        let file = path.isFolder ? path / "index.json" : path
        var status = stat()
        guard stat(file.string, &status) == 0 else { throw FGError.system("read", file) }
        // Every write moves the time of change, which nobody can set.
        return
            "\(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    }

    /// A tar archive of a root file system, compressed or not.
    ///
    /// - Throws: `invalid` for what is none, `refused` for one with a hazard.
    func archive(_ path: FilePath) async throws -> BasePin {
        let size = path.status()?.size ?? 0
        progress(.phase("resolve", detail: "taking \(path.lastComponent), \(ByteCount(size))"))
        var compression: Compression?
        let blob = try store.ingest(
            path,
            progress: { [progress] in progress(.advance(done: $0, of: size, .bytes)) },
            accepting: { copy in
                let found = try ImageInspector.inspect(copy)
                compression = found.format.compression
                guard found.format == .tar || compression != nil else {
                    let isLayout = found.format == .ociLayout
                    throw FGError(
                        .invalid,
                        "\(path.lastComponent) is no archive of a root file system: it is \(found.format.rawValue)",
                        hint: isLayout
                            ? "name it so: base oci from=\"…\""
                            : "image import takes a disk, and base image NAME lays it below"
                    )
                }
            }
        )
        let layer = Recipe.Base.Layer(digest: blob.digest, size: blob.size, compression: compression)
        return BasePin(digest: blob.digest, format: .tar, isLayered: false, documents: [], layers: [layer])
    }

    /// The image of a layout that is for an architecture.
    ///
    /// - Throws: `invalid` when there is none, or several are; `refused` for a layout with a hazard.
    func layout(_ path: FilePath, reference: String?, architecture: String) async throws -> BasePin {
        progress(.phase("resolve", detail: "taking \(path.lastComponent)"))
        let found = try ImageInspector.inspect(path)
        guard found.format == .ociLayout else {
            let isPacked = found.format.compression != nil
            throw FGError(
                .invalid,
                "\(path.lastComponent) is no OCI layout: it is \(found.format.rawValue)",
                hint: isPacked
                    ? "unpack it once: only the layers of a layout are compressed"
                    : found.format == .tar ? "name a root file system so: base archive from=\"…\"" : nil
            )
        }
        try found.requireSafe()
        let layout =
            try path.isFolder ? OCILayout.read(folder: path) : OCILayout.read(archive: OpenFile(path))
        let manifest = try Self.image(of: layout, reference, architecture)
        try scratch.makeFolder(permissions: 0o700)
        let place = try TemporaryFolder(in: scratch)
        defer { withExtendedLifetime(place) {} }
        let documents = [manifest.descriptor.digest, manifest.config.digest]
        for digest in documents + manifest.layers.map(\.digest) { try take(digest, of: layout, place.path) }
        return BasePin(
            digest: manifest.descriptor.digest,
            format: .tar,
            isLayered: true,
            documents: documents,
            layers: zip(manifest.layers, manifest.diffIDs).map { layer, content in
                Recipe.Base.Layer(
                    digest: layer.digest,
                    size: layer.size,
                    mediaType: layer.mediaType,
                    compression: layer.compression,
                    content: content
                )
            }
        )
    }

    private func take(_ digest: Digest, of layout: OCILayout, _ place: FilePath) throws {
        if store.rescue(digest) { return }
        let (file, range) = try layout.content(of: digest)
        let copy = place / digest.hex
        let output = try OpenFile(copy, .create(permissions: 0o600))
        let pieces = FilePieces(file, range)
        var offset: Int64 = 0
        while case let piece = try pieces.next(), !piece.isEmpty {
            try Task.checkCancellation()
            try output.write(piece, at: offset)
            offset += Int64(piece.count)
        }
        _ = try store.ingest(copy, expected: digest, moving: true)
    }

    /// The one image that a name and an architecture leave.
    private static func image(of layout: OCILayout, _ reference: String?, _ architecture: String) throws
        -> OCILayout.Manifest
    {
        let annotation = "org.opencontainers.image.ref.name"
        let names = layout.manifests.compactMap { $0.descriptor.annotations[annotation] }
        let shown = Set(names).sorted().prefix(10).map { PrintableText.of($0) }.joined(separator: ", ")
        let named = layout.manifests.filter {
            reference == nil || $0.descriptor.annotations[annotation] == reference
        }
        guard !named.isEmpty else {
            throw FGError(
                .invalid,
                "the layout has no image \"\(reference ?? "")\"",
                hint: names.isEmpty ? "its images have no names: leave out reference=" : "it has \(shown)"
            )
        }
        let wanted = "linux/\(platform(of: architecture))"
        let fitting = named.filter { manifest in
            guard let platform = manifest.descriptor.platform else { return true }
            return platform == wanted || platform.hasPrefix(wanted + "/")
        }
        guard let first = fitting.first else {
            let platforms = named.compactMap(\.descriptor.platform).map { PrintableText.of($0) }
            throw FGError(
                .invalid,
                "the layout has no image for \(wanted)",
                hint: "it has \(Set(platforms).sorted().joined(separator: ", "))"
            )
        }
        guard Set(fitting.map(\.descriptor.digest)).count == 1 else {
            throw FGError(
                .invalid,
                "the layout has \(fitting.count) images",
                hint: names.isEmpty ? "take one that has a single image" : "name one: reference= \(shown)"
            )
        }
        return first
    }

    /// What images call an architecture of Debian.
    static func platform(of architecture: String) -> String {
        architecture == "i386" ? "386" : architecture
    }
}
