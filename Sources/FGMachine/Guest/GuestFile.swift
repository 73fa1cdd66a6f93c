/// A file or folder that systemd makes in a running guest, told by the credential `tmpfiles.extra`; tmpfiles.d(5).
///
/// The image itself is not touched: the guest writes to its overlay.
package struct GuestFile: Sendable, Hashable {
    /// What is made.
    package enum Kind: Sendable, Hashable {
        case folder
        /// Replaces what is there.
        case file([UInt8])
    }

    package var path: String
    package var kind: Kind
    /// Permission bits.
    package var mode: Int
    package var owner: String
    package var group: String

    package init(
        _ path: String,
        _ kind: Kind,
        mode: Int? = nil,
        owner: String = "root",
        group: String = "root"
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode ?? (kind == .folder ? 0o755 : 0o644)
        self.owner = owner
        self.group = group
    }

    /// The line of tmpfiles.d for it; `+` replaces, `~` says that the content is base64.
    var line: String {
        let letters: String
        let content: String
        switch kind {
        case .folder: (letters, content) = ("d", "-")
        case .file(let bytes): (letters, content) = ("f+~", Base64.encode(bytes))
        }
        return "\(letters) \(Self.quoted(path)) 0\(String(mode, radix: 8)) \(owner) \(group) - \(content)\n"
    }

    /// The value of the credential `tmpfiles.extra` that makes all of them, in this order.
    package static func credential(_ files: [GuestFile]) -> [UInt8] {
        [UInt8](files.map(\.line).joined().utf8)
    }

    /// A path as one word of the line: quoted, with specifiers and escapes taken literally.
    private static func quoted(_ path: String) -> String {
        var text = "\""
        for character in path {
            switch character {
            case "\"", "\\": text += "\\\(character)"
            case "%": text += "%%"
            default: text.append(character)
            }
        }
        return text + "\""
    }
}
