import FGCore

/// The documents of an OCI layout with one image of one layer.
struct OCIDocuments {
    /// A reference to a blob.
    struct Descriptor: Encodable {
        let mediaType: String
        let digest: Digest
        let size: Int64

        init(mediaType: String, digest: Digest, size: Int64) {
            self.mediaType = mediaType
            self.digest = digest
            self.size = size
        }

        /// A document that becomes a blob.
        init(mediaType: String, of bytes: [UInt8]) {
            self.init(mediaType: mediaType, digest: Digest(of: bytes), size: Int64(bytes.count))
        }
    }

    private struct Layout: Encodable {
        let imageLayoutVersion = "1.0.0"
    }

    private struct Index: Encodable {
        let schemaVersion = 2
        let mediaType = "application/vnd.oci.image.index.v1+json"
        let manifests: [Descriptor]
    }

    private struct Manifest: Encodable {
        let schemaVersion = 2
        let mediaType = Self.type
        let config: Descriptor
        let layers: [Descriptor]

        static let type = "application/vnd.oci.image.manifest.v1+json"
    }

    private struct Configuration: Encodable {
        struct RootFileSystem: Encodable {
            let type = "layers"
            let diffIDs: [Digest]

            enum CodingKeys: String, CodingKey {
                case type
                case diffIDs = "diff_ids"
            }
        }

        struct Step: Encodable {
            let created: String
            let creator = "fgshell image export"

            enum CodingKeys: String, CodingKey {
                case created
                case creator = "created_by"
            }
        }

        let architecture: String
        let os = "linux"
        let created: String
        let config: [String: String] = [:]
        let rootfs: RootFileSystem
        let history: [Step]

        static let type = "application/vnd.oci.image.config.v1+json"
    }

    /// Every file of the layout but the layer, sorted by path.
    let files: [(path: String, bytes: [UInt8])]
    /// Where the layer stands.
    let layerPath: String

    init(layer: Descriptor, diffID: Digest, architecture: String, created: Timestamp) throws {
        let time = "\(created)"
        let configuration = try CanonicalJSON.encode(
            Configuration(
                architecture: architecture,
                created: time,
                rootfs: Configuration.RootFileSystem(diffIDs: [diffID]),
                history: [Configuration.Step(created: time)]
            )
        )
        let manifest = try CanonicalJSON.encode(
            Manifest(config: Descriptor(mediaType: Configuration.type, of: configuration), layers: [layer])
        )
        let index = Index(manifests: [Descriptor(mediaType: Manifest.type, of: manifest)])
        let blobs = [configuration, manifest].map { (Self.path(of: Digest(of: $0)), $0) }
        files =
            blobs.sorted { $0.0 < $1.0 }
            + [
                ("index.json", try CanonicalJSON.encode(index)),
                ("oci-layout", try CanonicalJSON.encode(Layout())),
            ]
        layerPath = Self.path(of: layer.digest)
    }

    private static func path(of blob: Digest) -> String { "blobs/sha256/\(blob.hex)" }
}
