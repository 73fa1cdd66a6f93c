import FGCore
import FGTerminal
import Glibc
import Testing

/// Rows 27 to 30 and 34 of the table of features: the lines typed before.
struct HistoryFeatureTests {
    @Test func `27 history file: each line is stored for its owner alone, with what came of it`() async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo \"one \\\\ two\rthree\"", until: shell.prompt)
            try await terminal.run("image show none", until: "(1) \(shell.prompt)")
            #expect(shell.history.status()?.permissions == 0o600)
            #expect(shell.history.parent.status()?.permissions == 0o700)
            let entries = shell.historyEntries
            #expect(entries.map(\.line) == ["image show none", "echo \"one \\\\ two\nthree\""])
            #expect(entries.map(\.status) == [1, 0])
            #expect(entries.allSatisfy { $0.project == shell.user && $0.process == terminal.pid })
            let second = try await shell.startAtPrompt()
            try second.type(ShellTerminal.up + ShellTerminal.up)
            #expect(try await second.run("", until: shell.prompt).contains("\none \\ two\nthree\n"))
        }
    }

    @Test(arguments: [SIGHUP, SIGTERM, SIGKILL])
    func `27 history file: a line that runs when the shell ends is kept`(_ signal: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: 64 << 30)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo before", until: shell.prompt)
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "store")
            kill(terminal.pid, signal)
            _ = try await terminal.waitForEnd()
            #expect(shell.historyEntries.map(\.line) == ["image import long.raw", "echo before"])
        }
    }

    @Test func `27 history file: a terminal that goes away leaves the lines`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo kept", until: shell.prompt)
            terminal.hangUp()
            _ = try await terminal.waitForEnd()
            #expect(shell.historyEntries.map(\.line) == ["echo kept"])
        }
    }

    @Test func `27 history file: one that cannot be written is warned of once, and the shell goes on`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.history.makeFolder()
            let terminal = try await shell.startAtPrompt()
            let first = try await terminal.run("echo a", until: shell.prompt)
            #expect(first.contains("warning: the history cannot be kept: "))
            #expect(first.contains("\na\n"))
            #expect(!(try await terminal.run("echo b", until: shell.prompt)).contains("warning"))
            try terminal.type(ShellTerminal.up + ShellTerminal.up)
            #expect(try await terminal.run("", until: shell.prompt).contains("\na\n"))
        }
    }

    @Test(arguments: [["--read-only"], ["--no-history"], []])
    func `27 history file: a shell that may only read or keeps no history leaves no trace`(
        _ options: [String]
    )
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let variables: [String: String?] = options.isEmpty ? ["FGSHELL_HISTORY": "off"] : [:]
            let terminal = try shell.start(options, variables: variables)
            try await terminal.wait(for: shell.prompt)
            try await terminal.run("echo seen", until: shell.prompt)
            try terminal.type(ShellTerminal.up)
            try await terminal.wait(for: "echo seen")
            #expect(!(folder / "home").exists)
        }
    }

    @Test func `28 sessions at once: Up gives this session's lines, then those of others by time`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let (mine, other) = (try await shell.startAtPrompt(), try await shell.startAtPrompt())
            try await mine.run("echo mine", until: shell.prompt)
            try await other.run("echo other", until: shell.prompt)
            try mine.type(ShellTerminal.up + ShellTerminal.up)
            #expect(try await mine.run("", until: shell.prompt).contains("\nother\n"))
            let session = try await mine.run("history --session | columns line", until: shell.prompt)
            #expect(session.contains("\nLINE\necho mine\necho other\nhistory --session"))
            let lines = try await other.run("history --session | columns line", until: shell.prompt)
            #expect(!lines.contains("\necho mine"))
            #expect(try await other.run("history mine | count", until: shell.prompt).contains("\n2\n"))
        }
    }

    @Test func `29 secrets: a leading blank keeps a line out, and Up recalls it once`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run(" echo unseen", until: shell.prompt)
            try terminal.type(ShellTerminal.up)
            #expect(try await terminal.run(" again", until: shell.prompt).contains("\nunseen again\n"))
            try await terminal.run("echo seen", until: shell.prompt)
            #expect(shell.historyEntries.map(\.line) == ["echo seen"])
        }
    }

    @Test func `30 history search: Up and Down keep to the typed prefix, Ctrl-R searches`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            for line in ["echo one", "whoami", "echo two", "version"] {
                try await terminal.run(line, until: shell.prompt)
            }
            try terminal.type("ec\(ShellTerminal.up)\(ShellTerminal.up)")
            #expect(try await terminal.run("", until: shell.prompt).contains("\none\n"))
            try terminal.type("ec\(ShellTerminal.up)\(ShellTerminal.up)\u{1b}[B")
            #expect(try await terminal.run("", until: shell.prompt).contains("\none\n"))
            try terminal.type("echo x\(ShellTerminal.up)\u{1b}[B")
            #expect(try await terminal.run("y", until: shell.prompt).contains("\nxy\n"))
            try terminal.type("\u{12}two")
            try await terminal.wait(for: "echo two")
            #expect(try await terminal.run("", until: shell.prompt).contains("\ntwo\n"))
        }
    }

    @Test
    func `30 history search: history takes text, failure, project and a condition; run, delete and clear`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            // Wide, so that no typed line is wrapped.
            let terminal = try await shell.startAtPrompt(columns: 200)
            try await terminal.run("echo one", until: shell.prompt)
            try await terminal.run("image show none", until: "(1) \(shell.prompt)")
            try await terminal.run("use project physics", until: "@physics# ")
            try await terminal.run("echo two", until: "@physics# ")
            func lines(_ command: String) async throws -> ArraySlice<Substring> {
                let shown = try await terminal.run(
                    "set format plain; \(command) | columns line",
                    until: "@physics# "
                )
                // The last line is the start of the prompt.
                return shown.split(separator: "\n").dropFirst().dropLast()
            }
            #expect(try await lines("history --failed") == ["image show none"])
            #expect(try await lines("history one").prefix(1) == ["echo one"])
            #expect(try await lines("history --project physics").prefix(1) == ["echo two"])
            let failed = try await lines("history where status == 1 and number < 5")
            #expect(failed == ["image show none"])
            #expect(try await terminal.run("history run 1", until: "@physics# ").contains("echo one\none\n"))
            #expect(
                try await terminal.run("history run 999", until: "@physics# ").contains("has no line 999")
            )
            try await terminal.run("history delete 1", until: "@physics# ")
            #expect(!(try await lines("history")).contains("echo one\n"))
            try await terminal.run("history clear --yes", until: "@physics# ")
            #expect(shell.historyEntries.count <= 1)
        }
    }

    @Test func `34 Ctrl-C at the prompt: one press drops the edit, a block, and a search`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo found", until: shell.prompt)
            for typed in ["echo dropped", "template a {\ros debian", "\u{12}fou"] {
                try terminal.type(typed)
                try await terminal.wait(for: String(typed.suffix(3)))
                try terminal.type(ShellTerminal.controlC)
                try await terminal.wait(for: "(130) \(shell.prompt)")
            }
            #expect(try await terminal.run("echo kept", until: shell.prompt).contains("\nkept\n"))
            #expect(shell.historyEntries.map(\.line) == ["echo kept", "echo found"])
        }
    }

    @Test func `46 aliases: the history has what they stand for`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("alias say = echo said", until: shell.prompt)
            #expect(
                try await terminal.run("say it; say so", until: shell.prompt).contains("\nsaid it\nsaid so\n")
            )
            #expect(shell.historyEntries.first?.line == "echo said it; echo said so")
        }
    }

    @Test func `18 continuation: a block is edited as one text and runs when it is closed`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("for i in [a, b] {\r")
            try await terminal.wait(for: "block open")
            try terminal.type("echo \"<$i>\"\r")
            #expect(try await terminal.run("}", until: shell.prompt).contains("\n<a>\n<b>\n"))
            #expect(shell.historyEntries.first?.line == "for i in [a, b] {\necho \"<$i>\"\n}")
        }
    }
}
