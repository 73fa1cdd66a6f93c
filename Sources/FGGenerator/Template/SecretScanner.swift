/// Finds what must never be in a template: private keys and password hashes.
enum SecretScanner {
    /// What kind of secret the bytes hold; nil when none is found.
    static func secret(in bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes.prefix(1 << 20), as: UTF8.self)
        if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") { return "a private key" }
        if text.contains("PuTTY-User-Key-File-") { return "a private key" }
        for prefix in ["$1$", "$5$", "$6$", "$y$", "$2b$", "$2y$"] where text.contains(":" + prefix) {
            return "a password hash"
        }
        return nil
    }
}
