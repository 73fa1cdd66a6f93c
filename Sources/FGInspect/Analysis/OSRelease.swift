import FGCore

/// What a system says of itself in `/etc/os-release`.
///
/// Source: os-release(5).
package struct OSRelease: Sendable, Hashable {
    private let values: [String: String]

    /// Reads the text of the file; lines that assign nothing are passed over.
    package init(_ text: String) {
        values = Dictionary(
            text.split(separator: "\n").compactMap { line -> (String, String)? in
                guard let equals = line.firstIndex(of: "=") else { return nil }
                return (String(line[..<equals]), Self.unquoted(line[line.index(after: equals)...]))
            },
            uniquingKeysWith: { $1 }
        )
    }

    /// Reads it from where the standard says it is; nil when it is at neither place.
    ///
    /// - Throws: `refused` when it is too large or damaged.
    package static func read(from tree: some SystemTree) throws -> OSRelease? {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            if let text = try tree.text(path, limit: 1 << 16) { return OSRelease(text) }
        }
        return nil
    }

    /// The system, such as `debian`; nil when it does not say.
    package var id: String? { value("ID") }

    /// The name of the release, such as `bookworm`; nil when it has none.
    package var codename: String? { value("VERSION_CODENAME") }

    /// The number of the release, such as `12`; nil when it has none.
    package var number: String? { value("VERSION_ID") }

    /// The name for people, such as `Debian GNU/Linux 12 (bookworm)`, harmless to show; nil when it has none.
    package var title: String? { value("PRETTY_NAME").map { PrintableText.of($0) } }

    private func value(_ key: String) -> String? {
        values[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func unquoted(_ text: Substring) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote else {
            return String(text)
        }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if quote == "\"", character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            result.append(character)
            isEscaped = false
        }
        return result
    }
}
