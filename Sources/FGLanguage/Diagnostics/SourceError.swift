/// Everything that is wrong with a text, with the text it is wrong in.
package struct SourceError: Error, Sendable {
    package let source: Source
    /// At least one, in the order of the text.
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic], in source: Source) {
        self.source = source
        self.diagnostics = diagnostics
    }

    /// The first diagnostics, each with its place, line and hint, and how many there are more.
    package var rendered: String {
        var report = ErrorReport()
        report.add(diagnostics, in: source)
        return report.rendered
    }
}
