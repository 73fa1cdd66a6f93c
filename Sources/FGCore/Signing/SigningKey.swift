internal import COpenSSL

/// An Ed25519 private key, with OpenSSL's libcrypto; RFC 8032.
package final class SigningKey {
    private let key: OpaquePointer

    private init(owning key: OpaquePointer) {
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    /// Makes a new key from the system's randomness.
    ///
    /// - Throws: `failed` when libcrypto makes none.
    package static func make() throws -> SigningKey {
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil) else { throw failure("make a key") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_keygen(context, &key) == 1, let key else {
            throw failure("make a key")
        }
        return SigningKey(owning: key)
    }

    /// Reads an unencrypted private key in PEM; RFC 7468.
    ///
    /// - Throws: `invalid` for what is no Ed25519 private key.
    package convenience init(pem: [UInt8]) throws {
        let invalid = FGError(
            .invalid,
            "this is no Ed25519 private key in PEM",
            hint: "openssl genpkey -algorithm ed25519 makes one"
        )
        guard let buffer = BIO_new(BIO_s_mem()) else { throw Self.failure("read a key") }
        defer { BIO_free(buffer) }
        guard BIO_write(buffer, pem, Int32(pem.count)) == Int32(pem.count) else { throw invalid }
        // An empty password keeps libcrypto from asking for one at the terminal.
        let key = "".withCString {
            PEM_read_bio_PrivateKey(buffer, nil, nil, UnsafeMutableRawPointer(mutating: $0))
        }
        guard let key else { throw invalid }
        guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 else {
            EVP_PKEY_free(key)
            throw invalid
        }
        self.init(owning: key)
    }

    /// The private key in PEM, unencrypted.
    package func privatePEM() throws -> [UInt8] {
        try Self.written { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// The public key in PEM, for those who check signatures.
    package func publicPEM() throws -> [UInt8] {
        try Self.written { PEM_write_bio_PUBKEY($0, key) }
    }

    /// The SHA-256 of the public key in DER, by which signatures name it.
    package func identity() throws -> Digest {
        Digest(of: try Self.written { i2d_PUBKEY_bio($0, key) })
    }

    /// The 64 bytes of the signature of a message; the same message always has the same.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw Self.failure("sign") }
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
        else { throw Self.failure("sign") }
        return signature
    }

    /// Whether a signature of a message was made with this key.
    package func isSignature(_ signature: [UInt8], of message: [UInt8]) throws -> Bool {
        guard let context = EVP_MD_CTX_new() else { throw Self.failure("check a signature") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else {
            throw Self.failure("check a signature")
        }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func written(_ write: (OpaquePointer) -> Int32) throws -> [UInt8] {
        guard let buffer = BIO_new(BIO_s_mem()) else { throw failure("write a key") }
        defer { BIO_free(buffer) }
        guard write(buffer) == 1 else { throw failure("write a key") }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = BIO_read(buffer, &bytes, Int32(bytes.count))
        guard count > 0, count < bytes.count else { throw failure("write a key") }
        return Array(bytes[..<Int(count)])
    }

    private static func failure(_ what: String) -> FGError {
        FGError(.failed, "libcrypto cannot \(what)")
    }
}
