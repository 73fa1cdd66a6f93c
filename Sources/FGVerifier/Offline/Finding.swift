/// What a check found.
enum Finding: Sendable {
    case pass(String)
    case fail(String)
    /// It does not apply to this image.
    case skip(String)

    /// Fails with the problems, a few of them in full; passes with a text when there are none.
    static func judged(_ problems: [String], otherwise text: String) -> Finding {
        guard !problems.isEmpty else { return .pass(text) }
        let shown = problems.sorted().prefix(5).joined(separator: "; ")
        return .fail(problems.count > 5 ? "\(shown); and \(problems.count - 5) more" : shown)
    }
}
