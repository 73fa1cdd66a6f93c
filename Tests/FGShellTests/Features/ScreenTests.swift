import FGCommands
import FGCore
import FGTerminal
import Testing

@testable import FGShell

/// Rows 42, 43 and 50 of the table of features: pager, wide rows and colour.
struct ScreenTests {
    private static let longEcho = "echo 'a\r" + (1...40).map { "line\($0)\r" }.joined() + "'"

    @Test func `42 pager: only what is longer than the screen goes through it, and to leave it is no error`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let pager = "sed -n '1,3s/^/paged /p;3q'"
            let terminal = try await shell.startAtPrompt(["FGSHELL_PAGER": pager, "PAGER": "false"])
            let long = try await terminal.run(Self.longEcho, until: "paged line2\r\n")
            #expect(long.contains("paged a\n"))
            try await terminal.wait(for: "\(shell.prompt)")
            #expect(try await terminal.run("echo short", until: shell.prompt).contains("\nshort\n"))
            #expect(!terminal.shown.contains("paged short"))
            try await terminal.run("set pager off", until: shell.prompt)
            #expect(try await terminal.run(Self.longEcho, until: shell.prompt).contains("\nline40\n"))
            try await terminal.run("set pager nosuchprogram", until: shell.prompt)
            let warned = try await terminal.run(Self.longEcho, until: shell.prompt)
            #expect(warned.contains("warning: the pager \"nosuchprogram\" cannot be run"))
            #expect(warned.contains("\nline40\n"))
        }
    }

    @Test func `42 pager: less by default, with the terminal`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt(["FGSHELL_PAGER": "", "LESS": nil])
            try await terminal.run(Self.longEcho, until: "\nline10")
            try await terminal.wait(for: ":")
            try terminal.type(" ")
            try await terminal.wait(for: "(END)")
            // In the pager Ctrl-C is a key of the pager.
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "(END)")
            try terminal.type("q")
            #expect(!(try await terminal.wait(for: shell.prompt)).contains("(130)"))
            #expect(try await terminal.run("echo on", until: shell.prompt).contains("\non\n"))
        }
    }

    private static let wide = Table(
        columns: ["name", "size", "digest", "count"].map { Table.Column($0) },
        rows: [
            [.text("日本"), .size(ByteCount(1 << 30)), .text(String(repeating: "d", count: 40)), .integer(7)]
        ]
    )

    @Test func `43 wide rows: columns that do not fit are left out, and named`() {
        let narrow = Renderer(format: .table, width: 20)
        #expect(
            narrow.render(.table(Self.wide)) == "NAME  SIZE\n日本  1 GiB\n".replacing("SIZE", with: " SIZE")
        )
        #expect(narrow.hiddenColumns(of: .table(Self.wide)) == ["digest", "count"])
        let tiny = Renderer(format: .table, width: 3)
        #expect(tiny.render(.table(Self.wide)) == "NA…\n日…\n")
        let all = Renderer(format: .table, width: 80)
        #expect(all.hiddenColumns(of: .table(Self.wide)) == [])
        #expect(Renderer(format: .csv, width: 20).hiddenColumns(of: .table(Self.wide)) == [])
    }

    @Test func `43 wide rows: a text at the end is cut where it still says something`() {
        let rows = [[Value.text("a"), .text("a long sentence about what it is")]]
        let table = Table(columns: [Table.Column("name"), Table.Column("summary")], rows: rows)
        let shown = Renderer(format: .table, width: 24).render(.table(table))
        #expect(shown == "NAME  SUMMARY\na     a long sentence a…\n")
    }

    @Test func `43 wide rows: combining marks and wide characters keep the columns`() {
        let names = ["e\u{301}", "日本", "🙂", "abcd"]
        let table = Table(
            columns: [Table.Column("n"), Table.Column("x")],
            rows: names.map { [.text($0), .text("|")] }
        )
        let lines = Renderer(format: .table, width: 80).render(.table(table)).split(separator: "\n")
        #expect(lines.dropFirst() == ["e\u{301}     |", "日本  |", "🙂    |", "abcd  |"])
    }

    @Test func `43 wide rows: vertical has a line a field, and every field`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try shell.start(columns: 40)
            try await terminal.wait(for: shell.prompt)
            try await terminal.run("image import tiny.raw", until: shell.prompt)
            let noted = try await terminal.run("image list", until: shell.prompt)
            #expect(noted.contains("note: not shown for want of room: "))
            try await terminal.run("set format vertical", until: shell.prompt)
            let vertical = try await terminal.run("image list", until: shell.prompt)
            #expect(vertical.contains("\nname"))
            #expect(vertical.contains("\ndigest"))
        }
    }

    @Test(
        arguments: [
            ("auto", nil, [:], true, true), ("auto", nil, [:], false, false),
            ("always", nil, [:], false, true), ("never", nil, [:], true, false),
            ("always", nil, ["NO_COLOR": "1"], true, false), ("always", nil, ["NO_COLOR": ""], false, true),
            ("never", .always, ["NO_COLOR": "1"], false, true), ("always", .never, [:], true, false),
            ("auto", nil, ["FORCE_COLOR": "1"], false, true),
            ("auto", nil, ["CLICOLOR_FORCE": "1"], false, true),
            ("auto", nil, ["CLICOLOR": "0"], true, false), ("auto", nil, ["TERM": "dumb"], true, false),
            ("auto", nil, ["TERM": ""], true, false),
        ] as [(String, ColorChoice?, [String: String], Bool, Bool)]
    )
    func `50 colour: the option wins, then NO_COLOR, then the setting, then the terminal`(
        setting: String,
        option: ColorChoice?,
        variables: [String: String],
        isTerminal: Bool,
        expected: Bool
    ) throws {
        let environment = ["TERM": "xterm"].merging(variables) { $1 }
        let hasColors = ColorChoice.hasColors(
            option: option,
            setting: try #require(ColorChoice(rawValue: setting)),
            onTerminal: isTerminal,
            environment: { environment[$0] }
        )
        #expect(hasColors == expected)
    }

    @Test func `50 colour: headers are bold, states and errors coloured, and the words say the same`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try await shell.startAtPrompt(["NO_COLOR": nil])
            try await terminal.run("image import tiny.raw", until: shell.prompt)
            let list = try await terminal.run("image list | columns name,state", until: shell.prompt)
            #expect(list.contains("\u{1b}[1mNAME\u{1b}[0m"))
            #expect(list.contains("\u{1b}[33mbuilt\u{1b}[0m"))
            let error = try await terminal.run("image show none", until: "\(shell.prompt)")
            #expect(error.contains("<prompt>:1:1: \u{1b}[31merror:\u{1b}[0m "))
            let plain = try await shell.startAtPrompt()
            #expect(try await plain.run("image list", until: shell.prompt).contains("\nNAME"))
            try await plain.run("image show none", until: "<prompt>:1:1: error: ")
        }
    }
}
