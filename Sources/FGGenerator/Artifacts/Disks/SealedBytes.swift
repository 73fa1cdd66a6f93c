import FGCore
import FGInspect

extension [UInt8] {
    /// Writes a number over the bytes at an offset.
    mutating func replace(at offset: Int, with number: UInt32, _ order: ByteReader.Order) {
        for index in 0..<4 {
            let shift = 8 * (order == .big ? 3 - index : index)
            self[offset + index] = UInt8(truncatingIfNeeded: number >> shift)
        }
    }
}

extension Digest {
    /// The sixteen bytes of `uuid`.
    var uuidBytes: [UInt8] {
        let digits = Array(uuid.utf8.filter { $0 != 0x2d })
        return stride(from: 0, to: digits.count, by: 2).map { place in
            UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }
}
