import FGCommands
import FGCore
import Testing

@testable import FGShell

struct RendererTests {
    private func text(_ value: Value, _ format: OutputFormat) -> String {
        Renderer(format: format, width: nil).render(value)
    }

    private func table(_ rows: [String]...) -> Value {
        .table(
            Table(
                columns: (rows.first ?? []).indices.map { Table.Column("c\($0)") },
                rows: rows.map { $0.map { .text($0) } }
            )
        )
    }

    @Test(arguments: [
        ("a", "a"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("\"\u{301}", "\"\"\"\u{301}\""),
        (",\u{301}", "\",\u{301}\""), ("a\r\nb", "\"a\r\nb\""), ("a\rb", "\"a\rb\""),
        ("a\u{2028}b", "a\u{2028}b"),
        ("\u{1b}[31m", "\u{1b}[31m"),
    ])
    func `a value in CSV is quoted by RFC 4180`(value: String, written: String) {
        #expect(text(table([value, "x"]), .csv) == "c0,c1\n\(written),x\n")
    }

    @Test func `a missing value and an empty text differ between commas and between tabs`() {
        let row = [Value.null, .text(""), .text("\\N")]
        let value = Value.table(Table(columns: ["a", "b", "c"].map { Table.Column($0) }, rows: [row]))
        #expect(text(value, .csv) == "a,b,c\n,\"\",\\N\n")
        #expect(text(value, .tsv) == "a\tb\tc\n\\N\t\t\\\\N\n")
        #expect(text(table([""], ["a"]), .csv) == "c0\n\"\"\na\n")
        #expect(text(.record(Record([Record.Field("a", .null)])), .csv) == "a\n\n")
    }

    @Test(arguments: [
        ("-", "-,\"-\"\n", "-\t\\u{2d}\n"), ("n a", "n a,\"n a\"\n", "n a\t\\u{6e} a\n"),
        ("\\N", "\\N,\"\\N\"\n", "\\N\t\\\\N\n"), ("a\tb", "a\tb,\"a\tb\"\n", "a\\tb\t\\u{61}\\tb\n"),
    ])
    func `a text that is what stands for a missing value is told apart from it`(
        null: String,
        csv: String,
        tsv: String
    ) {
        let columns = [Table.Column("a"), Table.Column("b")]
        let value = Value.table(Table(columns: columns, rows: [[.null, .text(null)]]))
        #expect(Renderer(format: .csv, width: nil, null: null).render(value) == "a,b\n" + csv)
        #expect(Renderer(format: .tsv, width: nil, null: null).render(value) == "a\tb\n" + tsv)
    }

    @Test func `a list in a cell is an array, so that its elements can be told apart`() {
        let columns = [Table.Column("a"), Table.Column("b")]
        let lists: [Value] = [.list([.text("x,y"), .text("\"z\"")]), .list([])]
        let value = Value.table(Table(columns: columns, rows: [lists]))
        #expect(text(value, .csv) == "a,b\n\"[\"\"x,y\"\",\"\"\\\"\"z\\\"\"\"\"]\",[]\n")
        #expect(text(value, .tsv) == "a\tb\n[\"x,y\",\"\\\\\"z\\\\\"\"]\t[]\n")
        #expect(text(value, .plain) == "x,y,\"z\"\t\n")
    }

    @Test func `formats for programs have every column, those for people the usual ones`() {
        let columns = [Table.Column("a"), Table.Column("b", isDefault: false), Table.Column("c")]
        let value = Value.table(Table(columns: columns, rows: [[.integer(1), .integer(2), .integer(3)]]))
        #expect(text(value, .csv) == "a,c,b\n1,3,2\n")
        #expect(text(value, .plain) == "1\t3\n")
    }

    @Test(arguments: [
        ("a\r\nb", "a\\r\\nb"), ("a\rb", "a\\rb"), ("a\tb\\", "a\\tb\\\\"), ("\t\u{301}", "\\t\u{301}"),
    ])
    func `a value in TSV stays on its line and in its column`(value: String, written: String) {
        #expect(text(table([value, "x"]), .tsv) == "c0\tc1\n\(written)\tx\n")
    }

    @Test(arguments: [
        ("\u{1b}[31mred", "\\u{1b}[31mred"), ("a\rb", "a\\u{d}b"), ("\u{9b}1m", "\\u{9b}1m"),
        ("\u{7f}", "\\u{7f}"),
        ("\u{202e}x", "\\u{202e}x"), ("é日", "é日"), ("\u{8}\r", "\\u{8}\\u{d}"),
    ])
    func `a control character reaches no terminal`(value: String, written: String) {
        #expect(text(.text(value), .plain) == written + "\n")
        #expect(text(.text(value), .table) == written + "\n")
        #expect(text(.list([.text(value)]), .plain) == written + "\n")
        #expect(text(table([value]), .table) == "C0\n\(written)\n")
        #expect(text(table([value]), .plain) == written + "\n")
        #expect(text(.record(Record([Record.Field("a", .text(value))])), .table) == "a  \(written)\n")
        #expect(text(table([value]), .json).unicodeScalars.contains("\u{1b}") == false)
    }

    @Test func `line ends and tabs of a text stay`() {
        #expect(text(.text("a\tb\nc\r\nd\n"), .table) == "a\tb\nc\r\nd\n")
    }
}
