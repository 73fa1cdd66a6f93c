/// How a user names an image: `[project/]name[:version|@channel]`, or `sha256:` and at least 8 digits.
public enum ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// Which version of a named image is meant.
    public enum Selector: Sendable, Hashable {
        /// The newest deployable version.
        case newest
        /// The version of that number, from 1.
        case version(Int)
        /// The version that a channel points at.
        case channel(String)
    }

    case name(project: String?, name: String, Selector)
    /// At least 8 lower-case hexadecimal digits of an artifact's or manifest's digest.
    case digest(prefix: String)

    /// Reads a reference.
    ///
    /// - Throws: `invalid` with what would be right.
    public init(parsing text: String) throws {
        if text.hasPrefix("sha256:") {
            let digits = text.dropFirst(7).lowercased()
            guard (8...64).contains(digits.utf8.count), digits.allSatisfy({ $0.isASCII && $0.isHexDigit })
            else {
                throw FGError(
                    .invalid,
                    "\"\(text)\" is not a digest",
                    hint: "write sha256: and 8 to 64 hexadecimal digits"
                )
            }
            self = .digest(prefix: digits)
            return
        }
        var rest = text[...]
        var project: String?
        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            project = try Name.validated(String(rest[..<slash]), as: "project name")
            rest = rest[rest.utf8.index(after: slash)...]
        }
        var selector = Selector.newest
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            let channel = String(rest[rest.utf8.index(after: at)...])
            selector = .channel(try Name.validated(channel, as: "channel"))
            rest = rest[..<at]
        } else if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let digits = rest[rest.utf8.index(after: colon)...]
            guard let number = Int(digits), number > 0, String(number) == digits else {
                throw FGError(
                    .invalid,
                    "\"\(digits)\" is not a version number",
                    hint: "write NAME:3 for version 3, NAME@CHANNEL for a channel"
                )
            }
            selector = .version(number)
            rest = rest[..<colon]
        }
        self = .name(project: project, name: try Name.validated(String(rest), as: "image name"), selector)
    }

    /// The reference as it is written.
    public var description: String {
        switch self {
        case .digest(let prefix): "sha256:" + prefix
        case .name(let project, let name, let selector):
            (project.map { $0 + "/" } ?? "") + name
                + {
                    switch selector {
                    case .newest: ""
                    case .version(let number): ":\(number)"
                    case .channel(let channel): "@\(channel)"
                    }
                }()
        }
    }
}

/// The grammar of names of images, projects, channels, templates and tags.
public enum Name {
    /// The name itself when it has 1 to 64 lower-case letters, digits, `.`, `_`, `+`, `-` and starts with a letter or digit.
    ///
    /// - Throws: `invalid` that says what a name may hold.
    public static func validated(_ text: String, as role: String) throws -> String {
        let isAllowed = text.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2e, 0x5f, 0x2b, 0x2d].contains(byte)
        }
        let startsWell =
            text.utf8.first.map { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) } ?? false
        guard isAllowed, startsWell, text.utf8.count <= 64 else {
            throw FGError(
                .invalid,
                "\"\(text)\" is not a valid \(role)",
                hint: "use 1 to 64 lower-case letters, digits, . _ + -, starting with a letter or digit"
            )
        }
        return text
    }
}
