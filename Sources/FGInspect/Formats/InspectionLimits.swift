package import FGCore

/// How large an image may be and claim to be; the policy of a site sets it.
package struct InspectionLimits: Sendable, Hashable {
    /// The largest disk.
    package var virtualSize = ByteCount(16 << 40)
    /// Up to this size a disk may be empty.
    package var unjudgedVirtualSize = ByteCount(1 << 40)
    /// How many times a larger disk may be the bytes that the file really holds.
    package var virtualSizeRatio: Int64 = 1000
    /// The bounds of archives.
    package var archive = ArchiveLimits()

    /// Sixteen tebibytes, of which one may be empty.
    package init() {}
}
