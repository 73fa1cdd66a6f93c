import FGCommands
import FGCore
import FGLanguage
import FGTerminal

/// Writes a value in a format; the only place that knows the formats.
struct Renderer {
    let format: OutputFormat
    /// Columns of the terminal; nil when the output is no terminal.
    let width: Int?
    /// What stands for a missing value; nil leaves it to the format.
    var null: String?
    /// The zone in which tables show times.
    var zone = TimeZoneName("UTC")
    /// Whether what people read has colours.
    var hasColors = false

    /// The text of a value, with its last newline; empty for nothing.
    func render(_ value: Value) -> String {
        switch value {
        case .null: return ""
        case .table(let table): return render(table)
        case .record(let record): return render(record)
        case .list(let values) where format == .json || format == .jsonl:
            return JSONText.text(.list(values)) + "\n"
        case .list(let values): return values.map { field($0) + "\n" }.joined()
        case .markdown(let text) where format != .json && format != .jsonl:
            // Elsewhere the page is written as it stands.
            guard let width else { return text.hasSuffix("\n") ? text : text + "\n" }
            return MarkdownLayout(width: width, hasColors: hasColors).text(of: MarkdownBlock.blocks(of: text))
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
        case .vertical:
            let names = table.columns.map(\.name)
            return table.rows.map { listing(zip(names, $0).map { ($0, $1) }) }.joined(separator: "\n")
        case .plain: return lines(shown(table), separator: "\t", hasHeader: false)
        case .tsv: return lines(Self.whole(table), separator: "\t", hasHeader: true)
        case .csv: return lines(Self.whole(table), separator: ",", hasHeader: true)
        }
    }

    private func render(_ record: Record) -> String {
        switch format {
        case .json, .jsonl: return JSONText.text(.record(record)) + "\n"
        case .table, .vertical: return listing(record.fields.map { ($0.name, $0.value) })
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

    /// The table with every column, first those that are shown when nobody named any.
    private static func whole(_ table: Table) -> Table {
        let order =
            table.columns.indices.filter { table.columns[$0].isDefault }
            + table.columns.indices.filter { !table.columns[$0].isDefault }
        guard order != Array(table.columns.indices) else { return table }
        return Table(
            columns: order.map { table.columns[$0] },
            rows: table.rows.map { row in order.map { row[$0] } }
        )
    }

    /// The names of the columns of a value that do not fit the terminal; none elsewhere.
    func hiddenColumns(of value: Value) -> [String] {
        guard format == .table, width != nil, case .table(let table) = value else { return [] }
        return layout(shown(table)).hidden
    }

    private func aligned(_ table: Table) -> String {
        layout(table).lines.map { $0 + "\n" }.joined()
    }

    private func layout(_ table: Table) -> TableLayout {
        let columns = table.columns.enumerated().map { index, column in
            TableLayout.Column(
                name: column.name,
                cells: table.rows.map { oneLine(cell($0[index])) },
                isNumber: table.rows.contains { Self.isNumber($0[index]) },
                style: StateStyle.of(column: column.name)
            )
        }
        return TableLayout(columns, width: width, hasColors: hasColors)
    }

    /// A line a field: its name, and its value in a column of its own.
    private func listing(_ fields: some Sequence<(name: String, value: Value)>) -> String {
        let fields = Array(fields)
        let width = fields.map { DisplayWidth.of($0.name) }.max() ?? 0
        return fields.map { field in
            let text = cell(field.value).replacing(
                "\n",
                with: "\n" + String(repeating: " ", count: width + 2)
            )
            let name = hasColors ? TextStyle.bold.of(field.name) : field.name
            let style = hasColors ? StateStyle.of(column: field.name)(text) : nil
            let padding = String(repeating: " ", count: width - DisplayWidth.of(field.name) + 2)
            return "\(name)\(padding)\(style?.of(text) ?? text)\n"
        }.joined()
    }

    private func lines(_ table: Table, separator: String, hasHeader: Bool) -> String {
        let header =
            hasHeader ? [table.columns.map { field(.text($0.name)) }.joined(separator: separator)] : []
        let rows = table.rows.map { row in row.map { field($0) }.joined(separator: separator) }
        return (header + rows).map { $0 + "\n" }.joined()
    }

    /// A value between separators, so that it can be read back in the formats for programs.
    private func field(_ value: Value) -> String {
        guard format == .tsv || format == .csv else { return cell(value) }
        let text: String
        switch value {
        case .null: return DelimitedText.missing(null, format)
        case .list, .record, .table: text = JSONText.text(value)
        default: text = cell(value)
        }
        return DelimitedText.written(text, format, null: null)
    }

    /// A value for people in a table, exact for machines elsewhere.
    private func cell(_ value: Value) -> String {
        switch value {
        case .size(let size): isAligned ? size.description : String(size.bytes)
        case .duration(let span): isAligned ? span.description : String(span.seconds)
        case .list(let values): values.map(cell).joined(separator: isAligned ? "\n" : ",")
        case .null: null ?? (isAligned ? "-" : "")
        case .date(let time) where isAligned: zone?.text(time) ?? time.description
        default: isAligned || format == .plain ? VisibleText.escaped(value.literal) : value.literal
        }
    }

    /// Whether the format is for people alone, who read rounded sizes better.
    private var isAligned: Bool { format == .table || format == .vertical }

    private func oneLine(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
        // The blanks before a text of one line are part of it: a tree is drawn with them.
        guard lines.count > 1 else { return String(lines.first ?? "").replacing("\t", with: " ") }
        return lines.map { $0.drop { $0 == " " } }.joined(separator: ", ").replacing("\t", with: " ")
    }

    private static func isNumber(_ value: Value) -> Bool {
        switch value {
        case .integer, .decimal, .size, .duration: true
        default: false
        }
    }
}
