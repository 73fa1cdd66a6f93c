import FGCore
import FGInspect

/// The blobs that a base is: all of them are in the store.
struct BasePin: Codable, Sendable, Hashable {
    /// The digest of the image's manifest, of the archive or of the disk.
    var digest: Digest
    /// `tar`, or the format of a disk.
    var format: ImageFormat
    /// Whether the layers are changes over each other, with whiteouts.
    var isLayered: Bool
    /// Manifest and configuration of an image.
    var documents: [Digest]
    /// The lowest first.
    var layers: [Recipe.Base.Layer]

    var blobs: [Digest] { documents + layers.map(\.digest) }
}
