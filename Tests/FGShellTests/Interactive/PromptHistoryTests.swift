import FGCore
import Glibc
import Testing

/// The lines of earlier sessions.
struct PromptHistoryTests {
    @Test func `the history is in the site, for its owner alone, and Up recalls it in the next session`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let first = try await shell.startAtPrompt()
            try await first.run("echo \"one \\\\ two\rthree\"", until: shell.prompt)
            try await first.run(" echo unseen", until: shell.prompt)
            try first.type(ShellTerminal.controlD)
            #expect(try await first.waitForEnd() == 0)
            #expect(shell.history.status()?.permissions == 0o600)

            let second = try await shell.startAtPrompt()
            try second.type(ShellTerminal.up)
            #expect(try await second.run("", until: shell.prompt).contains("\none \\ two\nthree\n"))
        }
    }

    @Test func `a terminal that goes away ends the shell, and the lines stay`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo kept", until: shell.prompt)
            terminal.hangUp()
            _ = try await terminal.waitForEnd()
            #expect(try shell.history.readText() == "echo kept\n")
        }
    }

    @Test func `a shell that may only read leaves no trace`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try shell.start(["--read-only"])
            try await terminal.wait(for: shell.prompt)
            try await terminal.run("echo seen", until: shell.prompt)
            try terminal.type(ShellTerminal.up)
            try await terminal.wait(for: "echo seen")
            #expect(!shell.site.exists)
        }
    }
}
