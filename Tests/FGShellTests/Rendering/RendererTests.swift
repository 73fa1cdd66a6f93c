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

    @Test func `an empty value that is alone on its line of CSV is written`() {
        #expect(text(table([""], ["a"]), .csv) == "c0\n\"\"\na\n")
        #expect(text(table(["", ""]), .csv) == "c0,c1\n,\n")
        #expect(text(.record(Record([Record.Field("a", .null)])), .csv) == "a\n\"\"\n")
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
