import FGCore
import Testing

/// What the shell asks before it destroys something.
struct QuestionTests {
    private func ask(
        _ answer: String,
        _ body: (ShellTerminal, PseudoTerminal) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("image import tiny.raw", until: shell.prompt)
            try terminal.type("image delete tiny\r")
            let plan = try await terminal.wait(for: "delete tiny? [y/N] ")
            #expect(plan.contains("\ntiny "))
            try terminal.type(answer)
            try await body(shell, terminal)
        }
    }

    @Test(arguments: ["n\r", "\r", "yesterday\r", "\u{4}"])
    func `everything but yes keeps the image`(_ answer: String) async throws {
        try await ask(answer) { shell, terminal in
            try await terminal.wait(for: "error: nothing was changed\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await terminal.run("image list | count", until: shell.prompt).contains("\n1\n"))
        }
    }

    @Test(arguments: ["y\r", "YES\r"])
    func `yes deletes it`(_ answer: String) async throws {
        try await ask(answer) { shell, terminal in
            try await terminal.wait(for: shell.prompt)
            #expect(try await terminal.run("image list | count", until: shell.prompt).contains("\n0\n"))
        }
    }

    @Test func `Ctrl-C is an answer, and what was typed ahead is not`() async throws {
        try await ask(ShellTerminal.controlC) { shell, terminal in
            try await terminal.wait(for: "error: interrupted\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await terminal.run("image list | count", until: shell.prompt).contains("\n1\n"))
        }
        try await ask("n\recho ahead\r") { shell, terminal in
            try await terminal.wait(for: "\nahead\r\n")
            try await terminal.wait(for: shell.prompt)
        }
    }
}
