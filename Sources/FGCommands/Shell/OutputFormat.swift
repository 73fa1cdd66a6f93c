/// How results are written.
package enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns for people.
    case table
    /// A line a field, for people: every field, however many.
    case vertical
    /// Values alone, no header.
    case plain
    /// Tab-separated with a header.
    case tsv
    case csv
    /// One JSON document a result.
    case json
    /// One JSON document a row.
    case jsonl
}
