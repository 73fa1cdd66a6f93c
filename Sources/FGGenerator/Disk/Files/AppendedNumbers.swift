extension [UInt8] {
    /// Appends a number, its lowest byte first.
    mutating func append(_ number: some FixedWidthInteger) {
        for index in 0..<number.bitWidth / 8 { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }

    /// Appends a number, its highest byte first.
    mutating func append(big number: some FixedWidthInteger) {
        for index in (0..<number.bitWidth / 8).reversed() {
            append(UInt8(truncatingIfNeeded: number >> (8 * index)))
        }
    }

    /// Appends zeros up to a count of bytes.
    mutating func fill(to count: Int) {
        if self.count < count { self += [UInt8](repeating: 0, count: count - self.count) }
    }
}
