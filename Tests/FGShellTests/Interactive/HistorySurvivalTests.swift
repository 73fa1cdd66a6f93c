import FGCore
import FGTerminal
import Glibc
import Testing

/// Histories that cannot be written: the shell says so once and goes on.
struct HistorySurvivalTests {
    /// Types a line that warns, and one that does not any more.
    private static func expectOneWarning(_ terminal: PseudoTerminal, _ shell: ShellTerminal) async throws {
        let first = try await terminal.run("echo one", until: shell.prompt)
        #expect(first.contains("warning: the history cannot be kept: "), "\(first)")
        #expect(first.contains("\none\n"))
        let second = try await terminal.run("echo two", until: shell.prompt)
        #expect(!second.contains("warning") && second.contains("\ntwo\n"), "\(second)")
        try terminal.type(ShellTerminal.up + ShellTerminal.up)
        #expect(try await terminal.run("", until: shell.prompt).contains("\none\n"))
        try terminal.type(ShellTerminal.controlD)
        #expect(try await terminal.waitForEnd() == 0)
    }

    @Test func `a history that is no database is warned of once, and left as it is`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.history.parent.makeFolder()
            let text = String(repeating: "no database at all\n", count: 500)
            try shell.history.write(text)
            try await Self.expectOneWarning(try await shell.startAtPrompt(), shell)
            #expect(try shell.history.readText() == text)
        }
    }

    @Test(
        .enabled(if: geteuid() == 0, "a file system can only be mounted by root"),
        arguments: [(UInt(MS_RDONLY), "size=1m"), (0, "size=4k")]
    )
    func `a folder that is read-only or full is warned of once`(flags: UInt, options: String) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let place = shell.history.parent
            try place.makeFolder()
            try #require(mount("tmpfs", place.string, "tmpfs", flags, options) == 0)
            defer { umount2(place.string, Int32(MNT_DETACH)) }
            try await Self.expectOneWarning(try await shell.startAtPrompt(), shell)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "a file system can only be mounted by root"))
    func `a disk that gets full under a running shell is warned of once`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let place = shell.history.parent
            try place.makeFolder()
            try #require(mount("tmpfs", place.string, "tmpfs", 0, "size=512k") == 0)
            defer { umount2(place.string, Int32(MNT_DETACH)) }
            let terminal = try await shell.startAtPrompt()
            #expect(!(try await terminal.run("echo kept", until: shell.prompt)).contains("warning"))
            let filler = try OpenFile(place / "filler", .create(permissions: 0o600))
            var size: Int64 = 0
            while (try? filler.write([UInt8](repeating: 1, count: 4096), at: size)) != nil { size += 4096 }
            // What the log of the database has room for is still kept.
            let long = "echo " + String(repeating: "x", count: 200)
            var shown = ""
            for _ in 0..<100 where !shown.contains("warning") {
                shown = try await terminal.run(long, until: shell.prompt)
            }
            #expect(shown.contains("warning: the history cannot be kept: "), "\(shown)")
            #expect(!(try await terminal.run("echo on", until: shell.prompt)).contains("warning"))
            #expect(shell.historyEntries.contains { $0.line == "echo kept" })
        }
    }
}
