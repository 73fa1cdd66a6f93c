package import FGCore

/// An OCI image layout whose documents, digests and blobs were all checked.
package struct OCILayout: Sendable {
    /// One image of the layout.
    package struct Manifest: Sendable, Hashable {
        /// The manifest itself, with the name of the image among its annotations.
        package let descriptor: OCIDescriptor
        /// The configuration.
        package let config: OCIDescriptor
        /// The layers, the lowest first.
        package let layers: [OCIDescriptor]
        /// The digests of the unpacked layers, in the same order.
        package let diffIDs: [Digest]
    }

    /// The images, in the order of the index.
    package let manifests: [Manifest]
    private let source: OCIBlobSource

    /// Reads and checks the layout in a folder, following no link in it.
    ///
    /// - Throws: `refused` for what is not as the image specification 1.1 says, or does not have its digest.
    package static func read(folder: FilePath, limits: ArchiveLimits = ArchiveLimits()) throws -> OCILayout {
        try read(.folder(folder), limits: limits)
    }

    /// Reads and checks the layout in an uncompressed tar archive.
    ///
    /// - Throws: `refused` for what is not as the image specification 1.1 says, or does not have its digest.
    package static func read(archive: OpenFile, limits: ArchiveLimits = ArchiveLimits()) throws -> OCILayout {
        try read(OCIBlobSource.reading(archive, limits: limits), limits: limits)
    }

    /// The open file that a blob is in, and its range there; the blob was checked when the layout was read.
    ///
    /// - Throws: `refused` when it is not there any more.
    package func content(of blob: Digest) throws -> (file: OpenFile, range: Range<Int64>) {
        try source.find(["blobs", "sha256", blob.hex])
    }

    /// The compressed layers of all images, each once, in their order.
    package var packedLayers: [OCILayer] {
        var seen: Set<OCILayer> = []
        return manifests.flatMap { manifest in
            zip(manifest.layers, manifest.diffIDs).compactMap { layer, diffID in
                layer.compression.map {
                    OCILayer(digest: layer.digest, size: layer.size, compression: $0, diffID: diffID)
                }
            }
        }
        .filter { seen.insert($0).inserted }
    }

    private static func read(_ source: OCIBlobSource, limits: ArchiveLimits) throws -> OCILayout {
        var checker = Checker(source: source, limits: limits)
        let layout = try checker.decode(OCIDocument.Layout.self, checker.document(["oci-layout"]))
        guard layout.imageLayoutVersion.hasPrefix("1.") else {
            let version = PrintableText.of(layout.imageLayoutVersion)
            throw FGError(.refused, "OCI layout version \"\(version)\" is not known")
        }
        try checker.readIndex(checker.document(["index.json"]), depth: 0)
        guard !checker.manifests.isEmpty else { throw FGError(.refused, "the OCI layout has no image") }
        return OCILayout(manifests: checker.manifests, source: source)
    }

    /// Follows the documents from the index down.
    private struct Checker {
        let source: OCIBlobSource
        let limits: ArchiveLimits
        private(set) var manifests: [Manifest] = []
        private var checked: Set<Digest> = []
        private var inspected: Set<Digest> = []

        private static let manifestLimit = 1000
        private static let layerLimit = 1000

        init(source: OCIBlobSource, limits: ArchiveLimits) {
            self.source = source
            self.limits = limits
        }

        func document(_ names: [String]) throws -> [UInt8] {
            let (file, range) = try source.find(names)
            guard range.count <= limits.document else {
                throw FGError(
                    .refused,
                    "\(names.joined(separator: "/")) of \(range.count) bytes is over \(limits.document)"
                )
            }
            return try file.read(range.count, at: range.lowerBound)
        }

        func decode<Document: Decodable>(_ type: Document.Type, _ bytes: [UInt8]) throws -> Document {
            do {
                return try CanonicalJSON.decode(type, from: bytes)
            } catch let error as FGError where error.code == .corrupt {
                throw FGError(.refused, "a document of the OCI layout cannot be read", cause: error)
            }
        }

        mutating func readIndex(_ bytes: [UInt8], depth: Int) throws {
            guard depth < 3 else {
                throw FGError(.refused, "the indexes of the OCI layout are nested too deep")
            }
            let index = try decode(OCIDocument.Index.self, bytes)
            guard index.schemaVersion == 2 else {
                throw FGError(.refused, "an index has schema version \(index.schemaVersion)")
            }
            for document in index.manifests {
                let descriptor = try OCIDescriptor(document)
                if descriptor.isIndex {
                    try check(descriptor)
                    try readIndex(blob(descriptor), depth: depth + 1)
                } else if descriptor.isManifest {
                    try readManifest(descriptor)
                } else {
                    let type = PrintableText.of(descriptor.mediaType)
                    throw FGError(.refused, "the index names a \"\(type)\", which is no image")
                }
            }
        }

        private mutating func readManifest(_ descriptor: OCIDescriptor) throws {
            guard manifests.count < Self.manifestLimit else {
                throw FGError(.refused, "the OCI layout has more than \(Self.manifestLimit) images")
            }
            try check(descriptor)
            let manifest = try decode(OCIDocument.Manifest.self, blob(descriptor))
            guard manifest.schemaVersion == 2, manifest.layers.count <= Self.layerLimit else {
                throw FGError(.refused, "a manifest has an unknown schema or too many layers")
            }
            let config = try OCIDescriptor(manifest.config)
            try check(config)
            let diffIDs = try diffIDs(config, layers: manifest.layers.count)
            let layers = try manifest.layers.map { try OCIDescriptor($0) }
            for (layer, diffID) in zip(layers, diffIDs) {
                guard layer.isLayer else {
                    let type = PrintableText.of(layer.mediaType)
                    throw FGError(.refused, "a layer is of the unknown type \"\(type)\"")
                }
                try check(layer)
                if layer.compression == nil { try inspect(layer, diffID) }
            }
            manifests.append(
                Manifest(descriptor: descriptor, config: config, layers: layers, diffIDs: diffIDs)
            )
        }

        /// The digests that the configuration names, one for each layer.
        private func diffIDs(_ config: OCIDescriptor, layers: Int) throws -> [Digest] {
            let configuration = try decode(OCIDocument.Configuration.self, blob(config))
            let texts = configuration.rootfs.diffIDs
            guard configuration.rootfs.type == "layers", texts.count == layers else {
                throw FGError(.refused, "an image has \(layers) layers, its configuration \(texts.count)")
            }
            return try texts.map { try OCIDescriptor.digest($0) }
        }

        /// Judges a layer that is not compressed, once.
        private mutating func inspect(_ layer: OCIDescriptor, _ diffID: Digest) throws {
            guard layer.digest == diffID else {
                throw FGError(.refused, "layer \(layer.digest.short) does not have its diff_id")
            }
            guard inspected.insert(layer.digest).inserted else { return }
            let (file, range) = try source.find(["blobs", "sha256", layer.digest.hex])
            var offset = range.lowerBound
            _ = try OCILayerInspector(limits: limits).inspect(layer.digest.short) { count in
                let wanted = Int(min(Int64(count), range.upperBound - offset))
                let bytes = try file.read(wanted, at: offset)
                offset += Int64(bytes.count)
                return bytes
            }
        }

        private func blob(_ descriptor: OCIDescriptor) throws -> [UInt8] {
            try document(["blobs", "sha256", descriptor.digest.hex])
        }

        /// Compares size and digest of a blob with what its descriptor says, each blob once.
        private mutating func check(_ descriptor: OCIDescriptor) throws {
            let (file, range) = try source.find(["blobs", "sha256", descriptor.digest.hex])
            guard range.upperBound - range.lowerBound == descriptor.size else {
                throw FGError(
                    .refused,
                    "the blob \(descriptor.digest.short) has \(range.count) bytes, not \(descriptor.size)"
                )
            }
            guard checked.insert(descriptor.digest).inserted else { return }
            let hasher = SHA256()
            var offset = range.lowerBound
            while offset < range.upperBound {
                try Task.checkCancellation()
                let bytes = try file.read(Int(min(1 << 20, range.upperBound - offset)), at: offset)
                guard !bytes.isEmpty else { break }
                hasher.update(bytes)
                offset += Int64(bytes.count)
            }
            guard hasher.finish() == descriptor.digest else {
                throw FGError(.refused, "the blob \(descriptor.digest.short) does not have its digest")
            }
        }
    }
}
