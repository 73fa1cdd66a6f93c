/// How text looks on a terminal with colours; each also without them says the same.
package enum TextStyle: String, Sendable, CaseIterable {
    case reset = "0"
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "35"
    case cyan = "36"

    /// The style of a name such as `red`.
    package init?(name: String) {
        guard let style = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = style
    }

    /// The sequence that switches it on.
    ///
    /// Source: ECMA-48, select graphic rendition.
    package var sequence: String { "\u{1b}[\(rawValue)m" }

    /// A text in this style.
    package func of(_ text: String) -> String { sequence + text + Self.reset.sequence }
}
