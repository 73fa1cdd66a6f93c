import FGCore
import FGProcess
import Glibc
import Testing

/// Long work as other shells of the site see it.
struct OperationTests {
    private func site(_ shell: ShellTerminal, _ statements: String) async throws -> CommandResult {
        var command = Command(
            try ScriptTests.program(),
            ["--site", shell.site.string, "--format", "plain", "-c", statements]
        )
        command.folder = shell.folder
        // As in a container: the numbers of processes outside mean nothing there.
        command.isolation = .processNamespace
        return try await command.run()
    }

    @Test func `38 long work is listed, shown and waited for`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let made = try await site(shell, "image import tiny.raw; -image import missing.raw")
            #expect(made.status == 0)
            let listed = try await site(shell, "operation list | columns id,state,statement")
            #expect(
                listed.outputText
                    == "2\tfailed\timage import missing.raw\n1\tdone\timage import tiny.raw\n"
            )
            #expect(try await site(shell, "operation show 1").outputText.contains("\"image\""))
            #expect(try await site(shell, "operation show 2").outputText.contains("missing.raw"))
            #expect(try await site(shell, "operation wait 1").status == 0)
            #expect(try await site(shell, "operation wait 1 2").status == 1)
            #expect(try await site(shell, "operation cancel 1").status == 1)
            #expect(try await site(shell, "operation cancel 1 2").status == 2)
            let both = try await site(shell, "operation cancel 1 2 --yes")
            #expect(both.status == 1)
            #expect(both.errorText.contains("2 of 2 failed"))
            #expect(
                both.outputText
                    == "1\tfailed\toperation 1 is done already\n2\tfailed\toperation 2 is failed already\n"
            )
            #expect(try await site(shell, "operation show 3").errorText.contains("operation 3 not found"))
        }
    }

    @Test func `38 any shell of the site cancels what another one runs`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: 64 << 30)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "store")
            #expect(try await site(shell, "operation cancel 1").status == 0)
            try await terminal.wait(for: "error: interrupted\r\n")
            try await terminal.wait(for: "(130) ")
            #expect(try await site(shell, "operation wait 1").status == 130)
            let state = try await site(shell, "operation list | columns state")
            #expect(state.outputText == "cancelled\n")
        }
    }

    @Test func `38 an operation whose shell was killed is lost`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: 64 << 30)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "store")
            kill(terminal.pid, SIGKILL)
            _ = try await terminal.waitForEnd()
            let state = try await site(shell, "operation list | columns state")
            #expect(state.outputText == "lost\n")
        }
    }
}
