import FGCore
import FGProcess
import Testing

/// The keys at the prompt, one case a key.
struct PromptTests {
    @Test func `the prompt shows user, project and the selected image`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("image import tiny.raw", until: shell.prompt)
            try await terminal.run("use image tiny", until: "\(shell.user)@\(shell.user)[tiny]# ")
            try await terminal.run("image show", until: "\(shell.user)@\(shell.user)[tiny]# ")
            try await terminal.run("use project physics", until: "\(shell.user)@physics[tiny]# ")
            try await terminal.run("use -", until: shell.prompt)
            try await terminal.run("image show nothing", until: "(1) \(shell.prompt)")
        }
    }

    @Test func `Ctrl-C drops the line`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("echo dropped\(ShellTerminal.controlC)")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await terminal.run("echo kept", until: shell.prompt).contains("\nkept\n"))
            #expect(!terminal.shown.contains("\ndropped"))
        }
    }

    @Test(arguments: ["image list | where (", "template a {", "echo \"a", "echo 'a", "echo a \\"])
    func `Ctrl-C drops what waits for its end`(_ open: String) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type(open + "\rmore")
            try await terminal.wait(for: "\nmore")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await terminal.run("echo kept", until: shell.prompt).contains("\nkept\n"))
        }
    }

    @Test func `Ctrl-C leaves a search`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo found", until: shell.prompt)
            try terminal.type("\u{12}fou")
            try await terminal.wait(for: "echo found")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "(130) \(shell.prompt)")
        }
    }

    @Test func `Ctrl-D leaves with the last status`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let first = try await shell.startAtPrompt()
            try first.type(ShellTerminal.controlD)
            #expect(try await first.waitForEnd() == 0)
            let second = try await shell.startAtPrompt()
            try await second.run("image lst", until: "(2) \(shell.prompt)")
            try second.type(ShellTerminal.controlD)
            #expect(try await second.waitForEnd() == 2)
        }
    }

    @Test func `Ctrl-D in a line that has text does not leave`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            let shown = try await terminal.run("echo a\(ShellTerminal.controlD)b", until: shell.prompt)
            #expect(shown.contains("\nab\n"))
        }
    }

    @Test func `Ctrl-Z stops the shell, and it goes on with the line as it was`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let program = try ScriptTests.program().path
            let terminal = try PseudoTerminal(
                ["/bin/sh", "-i"],
                environment: ["TERM": "xterm", "PS1": "sh: ", "FGSHELL_SITE": shell.site.string]
            )
            try await terminal.wait(for: "sh: ")
            let before = terminal.modes
            try terminal.type("\(program)\r")
            try await terminal.wait(for: shell.prompt)
            try terminal.type("echo con\u{1a}")
            try await terminal.wait(for: "sh: ")
            #expect(terminal.modes == before)
            try terminal.type("fg\r")
            try await terminal.wait(for: "\(shell.prompt)echo con")
            #expect(try await terminal.run("tinued", until: shell.prompt).contains("\ncontinued\n"))
        }
    }

    @Test func `a block of several lines is one line of the editor`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("template a {\r")
            try terminal.type("os debian bookworm\r")
            try await terminal.run("}", until: shell.prompt)
            try await terminal.run("template show a", until: shell.prompt)
            try terminal.type(ShellTerminal.up + ShellTerminal.up)
            try await terminal.wait(for: "\nos debian bookworm\r\n}")
        }
    }

    @Test func `an error is shown with its place and the shell goes on`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            let shown = try await terminal.run("image lst", until: "(2) \(shell.prompt)")
            #expect(shown.contains("<prompt>:1:7: error: image has no command \"lst\""))
            #expect(shown.contains("          ^~~"))
            try await terminal.run("echo on", until: shell.prompt)
        }
    }

    @Test func `help prints`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            #expect(try await terminal.run("help", until: shell.prompt).contains("image list"))
            let page = try await terminal.run("help image list", until: shell.prompt)
            #expect(page.contains("image list [where CONDITION]"))
            #expect(try await terminal.run("help 'image list'", until: shell.prompt).contains("[where"))
            try await terminal.run("help cond\t", until: "\nconditions\r\n\r\nKeeps the rows")
        }
    }

    @Test func `exit leaves with its status`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("exit 7\r")
            #expect(try await terminal.waitForEnd() == 7)
        }
    }

    @Test func `the start file runs first, and can leave`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let file = folder / "home" / ".config" / "fgshell" / "shellrc"
            try file.parent.makeFolder()
            try file.write("use project physics\n")
            let first = try shell.start()
            try await first.wait(for: "\(shell.user)@physics# ")
            try file.write("exit 3\n")
            #expect(try await shell.start().waitForEnd() == 3)
            let other = try shell.start(["--no-rc"])
            try await other.wait(for: shell.prompt)
        }
    }
}
