import Glibc

/// Tells zeros from data.
package enum ZeroBytes {
    /// Whether all bytes are zero; true for none.
    package static func fill(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
        // Each byte equals the next one, and the first is zero.
        return bytes[0] == 0 && memcmp(base, base + 1, bytes.count - 1) == 0
    }
}
