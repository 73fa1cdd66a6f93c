import FGCore
import FGProcess
import Testing

/// Terminals that are narrow, plain or unknown, and what is none.
struct TerminalKindTests {
    @Test func `a window of ten columns works`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try shell.start(columns: 10)
            try await terminal.wait(for: "# ")
            try terminal.type("echo some words that do not fit\r")
            try await terminal.wait(for: "\nsome words that do not fit\r\n")
            try terminal.type("image import tiny.raw\r")
            try await terminal.wait(for: "milliseconds")
            try terminal.type("image list\r")
            try await terminal.wait(for: "\nNAME\r\ntiny\r\n")
            try terminal.type("image \t")
            try await terminal.wait(for: "delete   …")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "(130)")
            try terminal.type(ShellTerminal.controlD)
            #expect(try await terminal.waitForEnd() == 130)
        }
    }

    @Test(arguments: ["dumb", "", nil])
    func `a plain terminal gets no escape sequences`(_ name: String?) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try await shell.startAtPrompt(["TERM": name])
            try await terminal.run("image import tiny.raw", until: shell.prompt)
            try await terminal.run("image list where name =\u{8}== tiny", until: shell.prompt)
            try terminal.type("image \t")
            try await terminal.wait(for: "show everything known")
            try await terminal.wait(for: shell.prompt)
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: shell.prompt)
            try terminal.type(ShellTerminal.controlD)
            #expect(try await terminal.waitForEnd() == 130)
            #expect(terminal.shown.contains("step 2/2: store done, sha256:"))
            #expect(!terminal.shown.contains("\u{1b}"))
        }
    }

    @Test func `an unknown terminal works`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt(["TERM": "no-such-terminal"])
            #expect(!terminal.shown.contains("terminal type"))
            #expect(try await terminal.run("echo on", until: shell.prompt).contains("\non\n"))
        }
    }

    @Test func `another size of the window keeps the line and counts from then on`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("echo ke")
            try await terminal.wait(for: "echo ke")
            terminal.resize(columns: 30)
            // The line is drawn anew at once.
            try await terminal.wait(for: "\(shell.prompt)echo ke")
            #expect(try await terminal.run("pt", until: shell.prompt).contains("\nkept\n"))
            let table = try await terminal.run("set", until: shell.prompt)
            #expect(table.contains("\nNAME      VALUE  DEFAULT\nclobber"))
            let rows = table.split(separator: "\n").filter { !$0.hasPrefix("note: ") }
            #expect(rows.allSatisfy { $0.count <= 30 })
        }
    }

    @Test func `a terminal without a size works`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt(columns: 0)
            #expect(try await terminal.run("set", until: shell.prompt).contains("MEANING"))
        }
    }

    @Test func `a program that the result is handed to has the terminal`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            let script = "test -t 1 && cat && read key < /dev/tty && echo key $key"
            try terminal.type("echo result |! sh -c '\(script)'\r")
            try await terminal.wait(for: "\nresult\r\n")
            try await terminal.run("q", until: shell.prompt)
            #expect(terminal.shown.contains("key q"))
            let failing = "set pipefail on; echo result |! sh -c 'exit 3'"
            try await terminal.run(failing, until: "(1) \(shell.prompt)")
        }
    }
}
