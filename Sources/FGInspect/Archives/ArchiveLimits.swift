package import FGCore

/// The bounds of what an archive may hold.
package struct ArchiveLimits: Sendable, Hashable {
    /// The most entries.
    package var entries = 2_000_000
    /// The most bytes of all files together.
    package var unpackedSize = ByteCount(256 << 30)
    /// The longest path or link target in bytes.
    package var pathLength = 4096
    /// The deepest folder.
    package var depth = 128
    /// The largest extended header in bytes.
    package var extendedHeader = 1 << 20
    /// The largest JSON document of an OCI layout in bytes.
    package var document = 1 << 20
    /// Whether block and character devices are no hazard; the extractor never makes them.
    package var allowsDevices = false

    /// Two million entries, 256 GiB, no devices.
    package init() {}
}
