/// A log in which nothing is left to do: one record, of an orderly end.
struct XFSLog {
    let identifier: [UInt8]

    private static let recordSize = 512

    /// The first bytes; the rest is zeros.
    func bytes() -> [UInt8] {
        let (cycle, end): (UInt32, UInt32) = (1, 0xb0c0_d0d0)
        var bytes: [UInt8] = []
        for word: UInt32 in [
            0xfeed_babe, cycle, 2, UInt32(Self.recordSize), cycle, 0, cycle, 0, 0, .max, 1, end,
        ] {
            bytes.append(big: word)
        }
        bytes.fill(to: 0x12c)
        bytes.append(big: UInt32(1))
        bytes += identifier
        bytes.append(big: UInt32(0x8000))
        bytes.fill(to: Self.recordSize)
        // The first word of each sector is the cycle; what stood there is in the head.
        bytes.append(big: cycle)
        bytes.append(big: UInt32(8))
        bytes += [0xaa, 0x20, 0, 0, 0x6e, 0x55]
        bytes.fill(to: 2 * Self.recordSize)
        return bytes
    }
}
