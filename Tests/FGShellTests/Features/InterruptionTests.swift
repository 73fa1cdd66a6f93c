import FGCore
import FGProcess
import Glibc
import Testing

/// What Ctrl-C does to what runs.
struct InterruptionTests {
    /// Longer than any test waits, and without data.
    private static let long: Int64 = 64 << 30

    @Test func `35 Ctrl-C in a command says so, cancels it and undoes its work`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "store")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "\r\ncancelling…\r\n")
            try await terminal.wait(for: "error: interrupted\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            try await shell.expectNothingLeft()
            let state = try await terminal.run("operation list | columns state", until: shell.prompt)
            #expect(state.contains("\ncancelled\n"))
        }
    }

    /// Waits until a thread of the shell waits in the system for a pipe that it opens.
    private static func waitForOpening(_ terminal: PseudoTerminal) async throws {
        #if arch(x86_64)
        let opening = "257 "
        #else
        let opening = "56 "
        #endif
        let threads = FilePath("/proc/\(terminal.pid)/task")
        var seen = 0
        for _ in 0..<3000 {
            let calls = try threads.entries().map { try? (threads / $0 / "syscall").readText() }
            // Other files are open at once.
            seen = calls.contains { $0?.hasPrefix(opening) == true } ? seen + 1 : 0
            if seen == 5 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw FGError(.timedOut, "the shell opens nothing")
    }

    @Test func `35 a second Ctrl-C within a second gives the prompt back from what cannot be cancelled`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let pipe = folder / "pipe"
            #expect(mkfifo(pipe.string, 0o600) == 0)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("template load pipe\r")
            try await Self.waitForOpening(terminal)
            try await terminal.press(ShellTerminal.controlC, until: "error: left what ran before")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(terminal.shown.contains("cancelling…\r\n"))
            // What was left behind goes on now; it says no word and changes no status.
            _ = try OpenFile(pipe, .readWrite)
            let shown = try await terminal.run("image list | count", until: shell.prompt)
            #expect(shown.hasSuffix("\n0\n"))
            try terminal.type("exit\r")
            #expect(try await terminal.waitForEnd() == 0)
        }
    }

    @Test func `35 a second Ctrl-C ends a batch at once`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let pipe = folder / "pipe"
            #expect(mkfifo(pipe.string, 0o600) == 0)
            let terminal = try shell.start(["-c", "template load pipe; echo never"])
            try await Self.waitForOpening(terminal)
            try await terminal.press(ShellTerminal.controlC, until: "error: left what ran before")
            #expect(try await terminal.waitForEnd() == 130)
            #expect(terminal.shown.contains("cancelling…\r\n"))
            #expect(!terminal.shown.contains("never"))
        }
    }
}
