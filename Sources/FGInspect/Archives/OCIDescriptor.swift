package import FGCore

/// A reference to a blob of an OCI image: "OCI Content Descriptors" of the image specification 1.1.
package struct OCIDescriptor: Sendable, Hashable {
    /// What the blob is, such as `application/vnd.oci.image.layer.v1.tar+gzip`.
    package let mediaType: String
    /// The SHA-256 of the blob.
    package let digest: Digest
    /// The bytes of the blob.
    package let size: Int64
    /// Free values by name.
    package let annotations: [String: String]
    /// `os/architecture` with the variant if any; nil when it is not said.
    package let platform: String?

    /// The compression of a layer; nil for a plain tar.
    package var compression: Compression? {
        if mediaType.hasSuffix("+gzip") || mediaType.hasSuffix(".tar.gzip") { return .gzip }
        return mediaType.hasSuffix("+zstd") ? .zstd : nil
    }

    /// Whether it is a manifest of one image.
    var isManifest: Bool {
        [
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
        ].contains(mediaType)
    }

    /// Whether it is a list of manifests.
    var isIndex: Bool {
        [
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
        ].contains(mediaType)
    }

    /// Whether it is a layer that can be unpacked.
    var isLayer: Bool {
        [
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
        ].contains(mediaType)
    }

    /// Checks what a document says.
    ///
    /// - Throws: `refused` for a digest that is not a SHA-256 in lower case, a negative size, or a blob elsewhere.
    init(_ document: OCIDocument.Descriptor) throws {
        let shown = PrintableText.of(document.digest)
        digest = try Self.digest(document.digest)
        guard document.size >= 0 else { throw FGError(.refused, "the blob \(shown) has a negative size") }
        guard document.urls?.isEmpty ?? true else {
            throw FGError(.refused, "the blob \(shown) is to be fetched from elsewhere")
        }
        mediaType = document.mediaType ?? ""
        size = document.size
        annotations = document.annotations ?? [:]
        platform = document.platform.map { platform in
            [platform.os, platform.architecture, platform.variant].compactMap { $0 }.joined(separator: "/")
        }
    }
}

extension OCIDescriptor {
    /// Reads a digest, which becomes a file name: only the exact form of a SHA-256 may.
    ///
    /// - Throws: `refused` for another form.
    static func digest(_ text: String) throws -> Digest {
        let digits = text.utf8.dropFirst(7)
        guard text.utf8.starts(with: "sha256:".utf8), digits.count == 64,
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw FGError(.refused, "\"\(PrintableText.of(text))\" is not a SHA-256 digest") }
        return try Digest(parsing: text)
    }
}

/// The JSON documents of an OCI image layout.
enum OCIDocument {
    struct Layout: Decodable {
        let imageLayoutVersion: String
    }

    struct Platform: Decodable {
        let os: String?
        let architecture: String?
        let variant: String?
    }

    struct Descriptor: Decodable {
        let mediaType: String?
        let digest: String
        let size: Int64
        let urls: [String]?
        let annotations: [String: String]?
        let platform: Platform?
    }

    struct Index: Decodable {
        let schemaVersion: Int
        let manifests: [Descriptor]
    }

    struct Configuration: Decodable {
        struct RootFileSystem: Decodable {
            let type: String
            let diffIDs: [String]

            enum CodingKeys: String, CodingKey {
                case type
                case diffIDs = "diff_ids"
            }
        }

        let rootfs: RootFileSystem
    }

    struct Manifest: Decodable {
        let schemaVersion: Int
        let config: Descriptor
        let layers: [Descriptor]
    }
}
