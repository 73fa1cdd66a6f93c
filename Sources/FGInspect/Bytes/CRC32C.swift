import CLinux

/// The CRC-32C (Castagnoli) of RFC 3720 over many bytes: by the processor where it can.
package enum CRC32C {
    private static let isOfProcessor = processor_has_crc32c() != 0

    /// Carries a running value over further bytes, without any inversion.
    package static func updated(_ value: UInt32, with bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard isOfProcessor, let base = bytes.baseAddress else {
            return ReflectedCRC.crc32c.updated(value, with: bytes)
        }
        return processor_crc32c(value, base, bytes.count)
    }

    /// The checksum as most formats store it: begun with ones, inverted at the end.
    package static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 { ~updated(~0, with: bytes) }
}
