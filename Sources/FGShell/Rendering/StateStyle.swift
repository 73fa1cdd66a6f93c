import FGTerminal

/// The colours of words that say how something stands; the word itself says it too.
enum StateStyle {
    private static let columns: Set<String> = ["state", "outcome", "severity", "status", "verdict"]
    private static let styles: [String: TextStyle] = {
        let words: [(TextStyle, String)] = [
            (.green, "verified pass running done succeeded ready yes"),
            (.yellow, "built starting stopping skip warn warning waiting queued pending cancelling planned"),
            (
                .red,
                "rejected failed fail error corrupt missing block denied interrupted cancelled unverified"
            ),
        ]
        let pairs = words.flatMap { style, words in words.split(separator: " ").map { (String($0), style) } }
        return Dictionary(pairs) { first, _ in first }
    }()

    /// What gives the cells of a column their style.
    static func of(column name: String) -> @Sendable (String) -> TextStyle? {
        guard columns.contains(name) else { return { _ in nil } }
        return { styles[$0] }
    }
}
