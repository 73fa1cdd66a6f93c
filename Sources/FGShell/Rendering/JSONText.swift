import FGCore

/// Values as JSON: keys sorted, sizes in bytes, durations in seconds, times in ISO 8601 UTC.
enum JSONText {
    /// The document of a value.
    static func text(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .decimal(let number): number.isFinite ? String(number) : "null"
        case .text(let text), .markdown(let text): quoted(text)
        case .size(let size): String(size.bytes)
        case .duration(let span): String(span.seconds)
        case .date(let time): quoted(time.description)
        case .version(let version): quoted(version.text)
        case .list(let values): "[" + values.map(text).joined(separator: ",") + "]"
        case .record(let record): object(record.fields.map { ($0.name, $0.value) })
        case .table(let table): "[" + table.rows.map { row(table, $0) }.joined(separator: ",") + "]"
        }
    }

    /// The document of one row of a table.
    static func row(_ table: Table, _ row: [Value]) -> String {
        object(zip(table.columns.map(\.name), row).map { ($0, $1) })
    }

    private static func object(_ fields: [(String, Value)]) -> String {
        "{" + fields.sorted { $0.0 < $1.0 }.map { "\(quoted($0)):\(text($1))" }.joined(separator: ",") + "}"
    }

    /// Source: RFC 8259 section 7.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
