package import FGCore

/// How much compressed bytes may become.
///
/// Zeros of a disk become holes, which cost no room but time: they are bounded by the size of the largest disk and
/// by the deadline. The files of an archive are content, zeros or not.
package struct UnpackingLimits: Sendable {
    /// What may take room, and how large the content of an archive may be.
    package let content: ByteCount
    /// How large a disk may be, holes counted.
    let disk = ByteCount(16 << 40)
    /// How long it may take.
    let time = Duration.seconds(2 * 3600)

    /// Up to this size unpacked bytes are not judged by how well they were packed.
    private static let unjudged: Int64 = 1 << 30
    /// How many times its packed size a larger image may have; honest ones stay far below.
    private static let ratio: Int64 = 200
    private static let most: Int64 = 256 << 30

    /// The limits of a file of so many bytes.
    package init(packed: Int64) {
        let (scaled, overflow) = max(0, packed).multipliedReportingOverflow(by: Self.ratio)
        content = ByteCount(min(Self.most, max(Self.unjudged, overflow ? .max : scaled)))
    }

    /// The error for what is over the limit.
    func excess(_ limit: ByteCount, _ packed: Int64, _ name: String) -> FGError {
        FGError(
            .refused,
            "\(name) unpacks to more than \(limit), which no image of \(ByteCount(packed)) does",
            subject: name,
            hint: "unpack it yourself if you trust it, and import the result"
        )
    }
}
