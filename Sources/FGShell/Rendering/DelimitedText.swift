/// Values between tabs and between commas.
///
/// By scalars: a quote and a combining mark behind it, or a carriage return and a newline, are one character.
enum DelimitedText {
    /// A value without tabs and line ends, which stand as `\t`, `\n` and `\r`, and a backslash as `\\`.
    static func escapedForTSV(_ text: String) -> String {
        // Most values need no escapes.
        guard text.utf8.contains(where: { $0 == 0x5c || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\".unicodeScalars
            case "\t": result += "\\t".unicodeScalars
            case "\n": result += "\\n".unicodeScalars
            case "\r": result += "\\r".unicodeScalars
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// A value in quotes where it needs them; a quote in it stands twice.
    ///
    /// Source: RFC 4180.
    static func quotedForCSV(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard needsQuotes else { return text }
        var result: String.UnicodeScalarView = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result.append(scalar) }
            result.append(scalar)
        }
        result.append("\"")
        return String(result)
    }
}
