internal import COpenSSL

/// Computes an MD5 with OpenSSL's libcrypto: only to compare with dpkg's own lists, never for trust.
package final class MD5 {
    private let context: OpaquePointer

    /// Starts with no bytes.
    ///
    /// - Throws: `unavailable` where libcrypto is set up to refuse MD5.
    package init() throws {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        self.context = context
        guard EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
            throw FGError(.unavailable, "libcrypto refuses MD5", hint: "allow it in OpenSSL's configuration")
        }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    package func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// The digest of all bytes given in hexadecimal digits; the hasher must not be used afterwards.
    package func finish() -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        EVP_DigestFinal_ex(context, &bytes, nil)
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }
}
