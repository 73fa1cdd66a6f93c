/// What is wrong with texts, ready to be shown: the first errors whole, the others counted.
package struct ErrorReport: Sendable {
    /// How many diagnostics are shown.
    package static let shownLimit = 100

    private var texts: [String] = []
    private var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// Adds diagnostics in the order of the text.
    package mutating func add(_ diagnostics: [Diagnostic], in source: Source) {
        texts += diagnostics.prefix(Self.shownLimit - texts.count).map { $0.rendered(in: source) }
        count += diagnostics.count
    }

    /// The first diagnostics, each with its place, line and hint, and how many there are more.
    package var rendered: String {
        let rest = count - texts.count
        let more = rest > 0 ? ["… \(rest) more error\(rest == 1 ? "" : "s")"] : []
        return (texts + more).joined(separator: "\n")
    }
}
