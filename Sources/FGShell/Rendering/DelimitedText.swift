import FGCommands

/// Values between tabs and between commas, so that each can be read back: a missing one and an empty one differ.
///
/// By scalars: a quote and a combining mark behind it, or a carriage return and a newline, are one character.
enum DelimitedText {
    /// What stands for a missing value: `\N` between tabs, nothing between commas, or the text of `set null`.
    static func missing(_ null: String?, _ format: OutputFormat) -> String {
        guard let null else { return format == .tsv ? "\\N" : "" }
        // The text is the user's own, but it stays on its line and in its column.
        return format == .tsv ? escaped(null) { $0 != "\\" } : needsQuotes(null) ? quoted(null) : null
    }

    /// A value that is there, never written as a missing one is.
    static func written(_ text: String, _ format: OutputFormat, null: String?) -> String {
        let missing = missing(null, format)
        if format == .csv {
            return text == missing || needsQuotes(text) ? quoted(text) : text
        }
        let text = escaped(text) { _ in true }
        guard text == missing, let first = text.unicodeScalars.first else { return text }
        return "\\u{\(String(first.value, radix: 16))}" + String(text.unicodeScalars.dropFirst())
    }

    /// Tabs and line ends as `\t`, `\n` and `\r`, and a backslash as `\\`, where they are wanted to be.
    private static func escaped(_ text: String, _ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        // Most values need no escapes.
        guard text.utf8.contains(where: { $0 == 0x5c || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\" where isEscaped(scalar): result += "\\\\".unicodeScalars
            case "\t": result += "\\t".unicodeScalars
            case "\n": result += "\\n".unicodeScalars
            case "\r": result += "\\r".unicodeScalars
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func needsQuotes(_ text: String) -> Bool {
        text.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
    }

    /// A value in quotes; a quote in it stands twice.
    ///
    /// Source: RFC 4180.
    private static func quoted(_ text: String) -> String {
        var result: String.UnicodeScalarView = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result.append(scalar) }
            result.append(scalar)
        }
        result.append("\"")
        return String(result)
    }
}
