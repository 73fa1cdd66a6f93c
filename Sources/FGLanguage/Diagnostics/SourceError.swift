/// Everything that is wrong with a text, with the text it is wrong in.
package struct SourceError: Error, Sendable {
    package let source: Source
    /// At least one, in the order of the text.
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic], in source: Source) {
        self.source = source
        self.diagnostics = diagnostics
    }

    /// Each diagnostic with its place, line and hint.
    package var rendered: String {
        diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n")
    }
}
