/// Makes foreign text harmless to show.
package enum PrintableText {
    /// The text with control characters and what is not UTF-8 replaced, cut after 200 characters.
    package static func of(_ bytes: some Sequence<UInt8>) -> String {
        let text = String(decoding: Array(bytes.prefix(1024)), as: UTF8.self)
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown.append("\u{fffd}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// The text of a name, as `of(_: Sequence)` shows its bytes.
    package static func of(_ text: String) -> String { of(text.utf8) }
}
