import FGCore
import FGProcess
import Glibc
import Testing

/// What ends the shell or what it runs, and how the terminal is left.
@Suite(.serialized)
struct SignalTests {
    /// Longer than any test waits, and without data: hashing its zeros takes more than a minute.
    private static let long: Int64 = 64 << 30

    @Test(arguments: [
        "image import long.raw", "site check --deep", "image import long.raw --expect sha256:00",
    ])
    func `Ctrl-C stops what runs, and the shell goes on`(_ line: String) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            try OpenFile(folder / "long.raw", .readWrite).write([UInt8](repeating: 1, count: 1 << 20), at: 0)
            let blob = shell.site / "store" / "blobs" / "sha256" / "00" / String(repeating: "0", count: 64)
            if line.contains("deep") {
                try blob.parent.makeFolder()
                try OpenFile(blob, .create(permissions: 0o600)).truncate(to: Self.long)
            }
            let terminal = try await shell.startAtPrompt()
            let digest = String(repeating: "0", count: 64)
            try terminal.type(line.replacing("sha256:00", with: "sha256:\(digest)") + "\r")
            // A word of the progress that the line itself does not have: only then does it run.
            try await terminal.wait(for: line.contains("deep") ? "read " : "store")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "error: interrupted\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            try await terminal.run("echo on", until: shell.prompt)
            try await shell.expectNothingLeft()
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `a signal at the prompt ends the shell and gives the terminal back`(_ signal: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            for line in ["", "echo before\r"] {
                let terminal = try await shell.startAtPrompt()
                if !line.isEmpty { try await terminal.run("echo before", until: shell.prompt) }
                try terminal.type("half a li")
                try await terminal.wait(for: "half a li")
                kill(terminal.pid, signal)
                #expect(try await terminal.waitForEnd() == 128 + signal)
                #expect(terminal.modes == terminal.modesAtStart)
                #expect(terminal.shown.hasSuffix("\u{1b}[?2004l\r\n"))
            }
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `a signal ends what runs, and then the shell`(_ signal: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "store")
            kill(terminal.pid, signal)
            #expect(try await terminal.waitForEnd() == 128 + signal)
            #expect(terminal.modes == terminal.modesAtStart)
            try await shell.expectNothingLeft()
        }
    }

    @Test func `a terminal that goes away ends what runs`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "store")
            terminal.hangUp()
            #expect(try await terminal.waitForEnd() == 128 + SIGHUP)
            try await shell.expectNothingLeft()
        }
    }

    @Test func `a batch from a pipe ends cleanly at a signal`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let line = "echo 'image import long.raw' | \(try ScriptTests.program().path); echo status $?"
            let terminal = try PseudoTerminal(
                ["/usr/bin/env", "--chdir=\(folder)", "/bin/sh", "-c", "trap : INT; " + line],
                environment: ["TERM": "xterm", "NO_COLOR": "1", "FGSHELL_SITE": shell.site.string]
            )
            try await terminal.wait(for: "store")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "error: interrupted")
            try await terminal.wait(for: "status 130")
            try await shell.expectNothingLeft()
        }
    }

    @Test(arguments: [ShellTerminal.controlD, "exit\r", "image import long.raw\r\u{3}exit 0\r"])
    func `the terminal is left as it was found`(_ keys: String) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt()
            #expect(terminal.modes != terminal.modesAtStart)
            let parts = keys.split(separator: "\u{3}", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                try terminal.type(String(part))
                guard index < parts.count - 1 else { continue }
                try await terminal.wait(for: "store")
                try terminal.type(ShellTerminal.controlC)
                try await terminal.wait(for: shell.prompt)
            }
            #expect(try await terminal.waitForEnd() == 0)
            #expect(terminal.modes == terminal.modesAtStart)
        }
    }
}
