import FGCore
import FGDatabase

/// The distinct values of a column that an index leads to: each is one step down the index, never a walk through it.
struct IndexedColumn: Sendable {
    private let table: String
    private let expression: String
    /// A column that stands before it in the index, and the value that it must have.
    private let within: (column: String, value: String)?

    /// Names a column, or the expression that the index has.
    init(_ table: String, _ expression: String, within: (column: String, value: String)? = nil) {
        self.table = table
        self.expression = expression
        self.within = within
    }

    /// The values that start with a text, in their order.
    func values(_ prefix: String, _ limit: Int, _ connection: Connection) throws -> SuggestionList {
        var found: [String] = []
        var bound = prefix
        var comparison = ">="
        while found.count <= limit, let next = try next(comparison, bound, prefix, "", connection) {
            found.append(next)
            bound = next
            comparison = ">"
        }
        let isCut = found.count > limit
        if isCut, let last = try next("<", TextRange.end(of: prefix), prefix, "DESC", connection) {
            found[limit - 1] = last
        }
        return SuggestionList(found.prefix(limit).map { Suggestion($0) }, rest: isCut ? 1 : 0, hasMore: isCut)
    }

    private func next(
        _ comparison: String,
        _ bound: String,
        _ prefix: String,
        _ order: String,
        _ connection: Connection
    ) throws -> String? {
        let own = within.map { "\($0.column) = ?3 AND " } ?? "?3 IS NULL AND "
        return try connection.first(
            """
            SELECT \(expression) FROM \(table) WHERE \(own)\(expression) \(comparison) ?1
                AND \(expression) < ?2 ORDER BY \(expression) \(order) LIMIT 1
            """,
            bound,
            TextRange.end(of: prefix),
            within?.value
        ) { $0.text(0) }
    }
}

/// The texts that start with a text, as a range in SQLite's order.
enum TextRange {
    /// What stands behind all of them.
    static func end(of prefix: String) -> String { prefix + "\u{10ffff}" }
}
