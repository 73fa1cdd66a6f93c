import FGCommands
import FGCore
import FGLanguage

/// Writes a value in a format; the only place that knows the formats.
struct Renderer {
    let format: OutputFormat
    /// Columns of the terminal; nil when the output is no terminal.
    let width: Int?
    /// What stands for a missing value; nil leaves it to the format.
    var null: String?
    /// The zone in which tables show times.
    var zone = TimeZoneName("UTC")

    /// The text of a value, with its last newline; empty for nothing.
    func render(_ value: Value) -> String {
        switch value {
        case .null: return ""
        case .table(let table): return render(table)
        case .record(let record): return render(record)
        case .list(let values) where format == .json || format == .jsonl:
            return JSONText.text(.list(values)) + "\n"
        case .list(let values): return values.map { cell($0) + "\n" }.joined()
        default:
            if format == .json || format == .jsonl { return JSONText.text(value) + "\n" }
            let text = cell(value)
            return text.hasSuffix("\n") ? text : text + "\n"
        }
    }

    private func render(_ table: Table) -> String {
        switch format {
        case .json: return JSONText.text(.table(table)) + "\n"
        case .jsonl:
            return table.rows.map { JSONText.row(table, $0) + "\n" }.joined()
        case .table: return aligned(shown(table))
        case .plain: return lines(shown(table), separator: "\t", hasHeader: false) { $0 }
        case .tsv: return lines(shown(table), separator: "\t", hasHeader: true, DelimitedText.escapedForTSV)
        case .csv:
            let table = shown(table)
            // The only field of a line would leave nothing of it when it is empty.
            let isOnly = table.columns.count == 1
            return lines(table, separator: ",", hasHeader: true) { text in
                isOnly && text.isEmpty ? "\"\"" : DelimitedText.quotedForCSV(text)
            }
        }
    }

    private func render(_ record: Record) -> String {
        switch format {
        case .json, .jsonl: return JSONText.text(.record(record)) + "\n"
        case .table:
            let width = record.fields.map(\.name.count).max() ?? 0
            return record.fields.map { field in
                let label = field.name + String(repeating: " ", count: width - field.name.count)
                return "\(label)  \(cell(field.value))\n"
            }.joined()
        case .plain: return record.fields.map { cell($0.value) + "\n" }.joined()
        case .tsv, .csv:
            return render(
                Table(
                    columns: record.fields.map { Table.Column($0.name) },
                    rows: [record.fields.map(\.value)]
                )
            )
        }
    }

    /// The table with the columns that are shown when nobody named any.
    private func shown(_ table: Table) -> Table {
        let kept = table.columns.indices.filter { table.columns[$0].isDefault }
        guard !kept.isEmpty, kept.count < table.columns.count else { return table }
        return Table(
            columns: kept.map { table.columns[$0] },
            rows: table.rows.map { row in kept.map { row[$0] } }
        )
    }

    private func aligned(_ table: Table) -> String {
        let header = table.columns.map { $0.name.uppercased() }
        let cells = table.rows.map { row in row.map { oneLine(cell($0)) } }
        var widths = header.map { DisplayWidth.of($0) }
        for row in cells {
            for (index, cell) in row.enumerated() {
                widths[index] = max(widths[index], DisplayWidth.of(cell))
            }
        }
        let isNumber = table.columns.indices.map { index in
            table.rows.contains { Self.isNumber($0[index]) }
        }
        let all = [header] + cells
        return all.map { row in
            let line = row.enumerated().map { index, cell in
                let padding = String(repeating: " ", count: widths[index] - DisplayWidth.of(cell))
                return isNumber[index] ? padding + cell : cell + padding
            }.joined(separator: "  ")
            return fitted(line) + "\n"
        }.joined()
    }

    /// The line without blanks at its end, cut with … where a terminal is narrower.
    private func fitted(_ line: String) -> String {
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        guard let width, DisplayWidth.of(line) > width else { return line }
        while DisplayWidth.of(line) > max(1, width - 1) { line.removeLast() }
        return line + "…"
    }

    private func lines(
        _ table: Table,
        separator: String,
        hasHeader: Bool,
        _ escape: (String) -> String
    ) -> String {
        let header = hasHeader ? [table.columns.map { escape($0.name) }.joined(separator: separator)] : []
        let rows = table.rows.map { row in row.map { escape(cell($0)) }.joined(separator: separator) }
        return (header + rows).map { $0 + "\n" }.joined()
    }

    /// A value for people in a table, exact for machines elsewhere.
    private func cell(_ value: Value) -> String {
        switch value {
        case .size(let size): format == .table ? size.description : String(size.bytes)
        case .duration(let span): format == .table ? span.description : String(span.seconds)
        case .list(let values): values.map(cell).joined(separator: format == .table ? "\n            " : ",")
        case .null: null ?? (format == .table ? "-" : "")
        case .date(let time) where format == .table: zone?.text(time) ?? time.description
        default: isForPeople ? VisibleText.escaped(value.literal) : value.literal
        }
    }

    /// Whether the format is read by people, on a terminal that control characters could drive.
    private var isForPeople: Bool { format == .table || format == .plain }

    private func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: ", ")
            .replacing("\t", with: " ")
    }

    private static func isNumber(_ value: Value) -> Bool {
        switch value {
        case .integer, .decimal, .size, .duration: true
        default: false
        }
    }
}
