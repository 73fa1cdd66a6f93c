/// A 32-bit cyclic redundancy check with reflected bits, as GPT (CRC-32) and ext4 (CRC-32C) use it.
package struct ReflectedCRC: Sendable {
    private let table: [UInt32]

    /// Makes the table of a reflected polynomial.
    package init(polynomial: UInt32) {
        table = (0..<256).map { index in
            (0..<8).reduce(UInt32(index)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1
            }
        }
    }

    /// The CRC-32 of IEEE 802.3.
    package static let crc32 = ReflectedCRC(polynomial: 0xedb8_8320)
    /// The CRC-32C (Castagnoli) of RFC 3720.
    package static let crc32c = ReflectedCRC(polynomial: 0x82f6_3b78)

    /// Carries a running value over further bytes, without any inversion.
    package func updated(_ value: UInt32, with bytes: some Sequence<UInt8>) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var value = value
            for byte in bytes {
                value = table[Int((value ^ UInt32(byte)) & 0xff)] ^ value >> 8
            }
            return value
        }
    }

    /// The checksum of some bytes as most formats store it: begun with ones, inverted at the end.
    package func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        ~updated(~0, with: bytes)
    }
}
