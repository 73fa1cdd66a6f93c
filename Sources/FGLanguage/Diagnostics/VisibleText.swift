/// Text that cannot drive a terminal.
package enum VisibleText {
    /// The text with control characters as escapes such as `\u{1b}`; newlines and tabs stay.
    package static func escaped(_ text: String) -> String {
        // Most texts have none.
        guard text.unicodeScalars.contains(where: drives) else { return text }
        var result = String.UnicodeScalarView()
        var before: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            // A carriage return is a part of a line's end, and nothing else.
            if before == "\r" { result += (scalar == "\n" ? "\r" : "\\u{d}").unicodeScalars }
            if drives(scalar), scalar != "\r" {
                result += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
            } else if scalar != "\r" {
                result.append(scalar)
            }
            before = scalar
        }
        if before == "\r" { result += "\\u{d}".unicodeScalars }
        return String(result)
    }

    /// The text with each control character, but for tabs, replaced by one sign.
    static func replaced(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: drives) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(drives(scalar) ? "\u{fffd}" : scalar) }
        return String(result)
    }

    /// Whether a terminal does something else than to show it: control characters, and those that turn the direction.
    private static func drives(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a: false
        case 0x00...0x1f, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
