/// Diagnostics as they are found; only those that may be shown get their hints.
struct DiagnosticList {
    private(set) var found: [Diagnostic] = []
    /// How many others were found before.
    private let before: Int

    init(after before: Int = 0) {
        self.before = before
    }

    var count: Int { before + found.count }

    mutating func append(_ diagnostics: [Diagnostic]) {
        found += diagnostics
    }

    /// Adds a diagnostic; errors are found nearly in the order of the text, in which the first ones are shown.
    mutating func report(
        _ message: String,
        at range: SourceRange,
        hint: @autoclosure () -> String? = nil
    ) {
        let isShown = count < 2 * ErrorReport.shownLimit
        found.append(Diagnostic(message, at: range, hint: isShown ? hint() : nil))
    }
}
