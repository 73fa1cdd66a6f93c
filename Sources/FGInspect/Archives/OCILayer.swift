package import FGCore

/// A layer of an OCI image that is compressed, so that what it holds can only be judged unpacked.
package struct OCILayer: Sendable, Hashable, Codable {
    /// The SHA-256 of the blob.
    package let digest: Digest
    /// The bytes of the blob.
    package let size: Int64
    /// How it is compressed.
    package let compression: Compression
    /// The SHA-256 that the archive in it must have, by the image's configuration.
    package let diffID: Digest
}
