/// A path of the local file system.
public struct FilePath: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The path as text.
    public let string: String

    /// Takes a path as it stands.
    public init(_ string: String) {
        self.string = string
    }

    /// Takes a literal path as it stands.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// Reads a path from its text form.
    public init(from decoder: any Decoder) throws {
        string = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the path as its text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }

    /// The path as text.
    public var description: String { string }

    /// The part after the last `/`; the whole path if it has none.
    public var lastComponent: String {
        string.split(separator: "/").last.map(String.init) ?? string
    }

    /// The folder that the path is in; `.` for a bare name.
    public var parent: FilePath {
        let trimmed = string.count > 1 && string.hasSuffix("/") ? String(string.dropLast()) : string
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : FilePath(String(trimmed[..<slash]))
    }

    /// Whether the path starts at the root.
    public var isAbsolute: Bool { string.hasPrefix("/") }

    /// The path one component, or several with `/` between them, further down.
    public static func / (path: FilePath, component: String) -> FilePath {
        path.string.hasSuffix("/")
            ? FilePath(path.string + component) : FilePath(path.string + "/" + component)
    }

    /// The path itself if absolute, else the path below `folder`.
    public func resolved(in folder: FilePath) -> FilePath {
        isAbsolute || folder == "." ? self : folder / string
    }
}
