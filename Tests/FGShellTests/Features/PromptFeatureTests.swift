import FGCore
import FGTerminal
import Testing

/// Rows 19, 20, 47 and 54 of the table of features: the prompt, the start file and the user's editor.
struct PromptFeatureTests {
    @Test(arguments: [
        ("template a {", "(block open)"), ("image list | where (", "(parenthesis open)"),
        ("echo \"a", "(quote open)"), ("echo 'a", "(quote open)"), ("echo a \\", "(line goes on)"),
    ])
    func `19 continuation prompt: it says what is open, and Ctrl-C leaves it`(line: String, shown: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type(line + "\r")
            try await terminal.wait(for: shown)
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "(130) \(shell.prompt)")
        }
    }

    @Test func `20 prompt: user, project, image, mark and status; the status red on terminals with colours`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let plain = try await shell.startAtPrompt()
            try await plain.run("image import tiny.raw; use image tiny", until: "\(shell.user)[tiny]# ")
            try await plain.run("image show none", until: "(1) \(shell.user)@\(shell.user)[tiny]# ")
            let colored = try shell.start(variables: ["NO_COLOR": nil])
            try await colored.wait(for: "\(shell.user)# ")
            try await colored.run("image show none", until: "\u{1b}[31m(1) \u{1b}[0m\(shell.prompt)")
        }
    }

    @Test func `20 prompt: set prompt takes placeholders, and set title those of the window`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            #expect(terminal.shown.contains("\u{1b}]2;fgshell \(shell.user)@\(shell.user)\u{7}"))
            let title = "\u{1b}]2;at physics\u{7}"
            try await terminal.run("set title 'at {project}'; use project physics", until: title)
            try await terminal.run(
                "set prompt '<{user}{newline}{project}{{>'",
                until: "<\(shell.user)\r\nphysics{>"
            )
            #expect(try await terminal.run("echo on", until: "physics{>").contains("\non\n"))
            try await terminal.run("set prompt 'x{red}{reset}'", until: "x")
            #expect(try await terminal.run("echo off", until: "\noff\r\n") != "")
        }
    }

    @Test func `47 start file: its errors name their line and do not stop the shell`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let file = folder / "config" / "fgshell" / "shellrc"
            try file.parent.makeFolder()
            try file.write(
                "set timing of\nimage show none\nset timing on\nnosuch command\nuse project physics\n"
            )
            let variables: [String: String?] = ["XDG_CONFIG_HOME": (folder / "config").string]
            let terminal = try shell.start(variables: variables)
            let shown = try await terminal.wait(for: "\(shell.user)@physics# ")
            for place in ["shellrc:1:12: error: ", "shellrc:2:1: error: ", "shellrc:4:1: error: "] {
                #expect(shown.contains(place), "\(shown)")
            }
            #expect(try await terminal.run("set timing", until: "@physics# ").contains("\non\n"))
            let without = try shell.start(["--no-rc"], variables: variables)
            try await without.wait(for: shell.prompt)
            #expect(!without.shown.contains("shellrc"))
        }
    }

    @Test(arguments: ["\u{18}\u{5}", "\u{1b}e"])
    func `54 edit: Ctrl-X Ctrl-E and Alt-E edit the line with the user's editor`(_ keys: String) async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let script = folder / "editor"
            try script.write(
                """
                #!/bin/sh
                stat -c 'mode %a' "$1"
                test -t 0 && sed -i 's/old/new/;$a echo more' "$1"
                """,
                permissions: 0o755
            )
            let variables = ["VISUAL": script.string, "TMPDIR": folder.string]
            let terminal = try await shell.startAtPrompt(variables)
            try terminal.type("echo old" + keys)
            try await terminal.wait(for: "mode 600")
            try await terminal.wait(for: "echo new")
            let shown = try await terminal.run("", until: shell.prompt)
            #expect(shown.contains("\nnew\nmore\n"))
            #expect(try folder.entries().filter { $0.hasPrefix("fgshell-") } == [])
        }
    }

    @Test func `54 edit: an editor that fails changes nothing`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt(["VISUAL": nil, "EDITOR": "false"])
            try terminal.type("echo ke\u{1b}e")
            try await terminal.wait(for: "echo ke")
            try await terminal.wait(for: "echo ke")
            #expect(try await terminal.run("pt", until: shell.prompt).contains("\nkept\n"))
        }
    }

    @Test(arguments: [
        ("echo b\u{1b}[H# \u{1b}[F c", "# echo b c"), ("echo b\u{1b}OHwh\u{1b}OF", "whecho b"),
        ("echo b\u{1}\u{1b}[3~", "cho b"), ("echo one two\u{17}x", "echo one x"),
        ("echo ab cd\u{1b}[1;5Dx", "echo ab xcd"), ("echo ab\u{1b}b\u{1b}bx", "xecho ab"),
        ("echo ab\u{1}\u{1b}[1;5Cx", "echox ab"),
    ])
    func `54 edit: Home, End, Delete and the keys for words`(typed: String, line: String) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run(typed, until: shell.prompt)
            #expect(shell.historyEntries.map(\.line) == [line])
        }
    }

    @Test func `54 edit: Up and Down move inside a block that is being edited`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("echo 'one\rtwo\rthree")
            try terminal.type("\(ShellTerminal.up)\(ShellTerminal.up)x\u{1b}[By\u{1b}[F'")
            try await terminal.run("", until: shell.prompt)
            #expect(shell.historyEntries.map(\.line) == ["echxo 'one\ntwoy\nthree'"])
        }
    }

    @Test func `47 start file: the example runs without an error`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let file = folder / "home" / ".config" / "fgshell" / "shellrc"
            try file.parent.makeFolder()
            try file.write(try (HelpPage.folder.parent / "shellrc.example").readBytes())
            let terminal = try shell.start()
            try await terminal.wait(for: "\(shell.user)@")
            #expect(!terminal.shown.contains("error"))
        }
    }
}
