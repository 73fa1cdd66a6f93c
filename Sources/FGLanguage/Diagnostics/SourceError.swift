/// Everything that is wrong with a text, with the text it is wrong in.
package struct SourceError: Error, Sendable {
    package let source: Source
    /// At least one, in the order of the text.
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic], in source: Source) {
        self.source = source
        self.diagnostics = diagnostics
    }

    /// How many diagnostics are shown.
    package static let shownLimit = 100

    /// The first diagnostics, each with its place, line and hint, and how many there are more.
    package var rendered: String {
        var texts = diagnostics.prefix(Self.shownLimit).map { $0.rendered(in: source) }
        let rest = diagnostics.count - texts.count
        if rest > 0 { texts.append("… \(rest) more error\(rest == 1 ? "" : "s")") }
        return texts.joined(separator: "\n")
    }
}
