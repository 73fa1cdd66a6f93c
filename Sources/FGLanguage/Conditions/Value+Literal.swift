package import FGCore

extension Value {
    /// The value as the language writes it: sizes, durations and times read back as the same value.
    package var literal: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .decimal(let number): String(number)
        case .text(let text), .markdown(let text): text
        case .size(let size): size.literal
        case .duration(let span): span.description
        case .date(let time): time.description
        case .version(let version): version.text
        case .list(let values): values.map(\.literal).joined(separator: ",")
        case .record(let record): record.fields.first?.value.literal ?? ""
        case .table(let table): table.rows.first?.first?.literal ?? ""
        }
    }
}
