import FoundationEssentials

/// Tells whether a text is a public key in OpenSSH's form.
///
/// Source: RFC 4253 section 6.6: the base64 holds the type again, length first.
package enum SSHPublicKey {
    private static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// Whether the text is one key: type, base64 and perhaps a comment, on one line.
    package static func isValid(_ text: String) -> Bool {
        guard !text.contains(where: \.isNewline) else { return false }
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, types.contains(String(parts[0])),
            let data = Data(base64Encoded: String(parts[1])),
            data.count > 4
        else { return false }
        let bytes = [UInt8](data)
        let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length == parts[0].utf8.count, bytes.count > 4 + length else { return false }
        return bytes[4..<4 + length].elementsEqual(parts[0].utf8)
    }
}
