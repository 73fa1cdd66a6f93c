/// Everything that is wrong with a text, with the text it is wrong in.
package struct SourceError: Error, Sendable {
    package let source: Source
    /// At least one, in the order of the text.
    package let diagnostics: [Diagnostic]
    /// What is wrong with further texts, which this one stands on.
    package let further: [SourceError]

    package init(_ diagnostics: [Diagnostic], in source: Source, further: [SourceError] = []) {
        self.source = source
        self.diagnostics = diagnostics
        self.further = further
    }

    /// Several errors as one: everything that is wrong with a text together, and once; nil for none.
    package init?(joining errors: [SourceError]) {
        var sources: [Source] = []
        var diagnostics: [String: [Diagnostic]] = [:]
        for error in errors.flatMap({ [$0] + $0.further }) {
            if diagnostics[error.source.name] == nil { sources.append(error.source) }
            for diagnostic in error.diagnostics
            where diagnostics[error.source.name]?.contains(diagnostic) != true {
                diagnostics[error.source.name, default: []].append(diagnostic)
            }
        }
        let parts = sources.map { source in
            let found = diagnostics[source.name] ?? []
            return SourceError(found.sorted { $0.range.lowerBound < $1.range.lowerBound }, in: source)
        }
        guard let first = parts.first else { return nil }
        self.init(first.diagnostics, in: first.source, further: Array(parts.dropFirst()))
    }

    /// The first diagnostics, each with its place, line and hint, and how many there are more.
    package var rendered: String {
        var report = ErrorReport()
        for error in [self] + further { report.add(error.diagnostics, in: error.source) }
        return report.rendered
    }
}
