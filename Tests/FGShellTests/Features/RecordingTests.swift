import FGCore
import FGProcess
import Testing

/// Row 48 of the table of features: recorded scripts and transcripts.
struct RecordingTests {
    @Test func `48 record: statements that can be replayed, failed ones as comments, none overwritten`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("echo before", until: shell.prompt)
            try await terminal.run("record steps.fg", until: shell.prompt)
            try await terminal.run("echo one; echo two", until: shell.prompt)
            try await terminal.run("image show none", until: "(1) \(shell.prompt)")
            try await terminal.run("history run 1", until: shell.prompt)
            try await terminal.run("echo \"a\rb\"", until: shell.prompt)
            let stopped = try await terminal.run("record stop", until: shell.prompt)
            #expect(stopped.contains("statements  5\n"))
            try await terminal.run("echo after", until: shell.prompt)
            let lines = try (folder / "steps.fg").readText().split(separator: "\n")
            #expect(lines.first?.hasPrefix("# Recorded by fgshell at ") == true)
            #expect(
                lines.dropFirst() == [
                    "use project \(shell.user)", "echo one", "echo two", "# failed with status 1:",
                    "# image show none", "echo before", "echo \"a", "b\"",
                ]
            )
            let refused = try await terminal.run("record steps.fg", until: "(1) \(shell.prompt)")
            #expect(refused.contains("is there already"))
            try await terminal.run("record --replace steps.fg", until: shell.prompt)
            try await terminal.run("record other.fg", until: "(1) \(shell.prompt)")
            let words = ["--site", shell.site.string, "-f", (folder / "steps.fg").string]
            #expect(try await Command(ScriptTests.program(), words).run().status == 0)
        }
    }

    @Test func `48 transcript: everything typed and shown, each line with its time, added to what is there`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let log = folder / "session.log"
            try log.write("earlier\n")
            for _ in 0..<2 {
                let terminal = try shell.start(["--log", log.string], variables: ["NO_COLOR": nil])
                try await terminal.wait(for: "# ")
                try await terminal.run("echo seen; image show none", until: "(1) ")
            }
            let time = #/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /#
            let lines = try log.readText().split(separator: "\n")
            let one = ["> echo seen", "| seen", "> image show none"]
            #expect(lines[0] == "earlier")
            #expect(lines.dropFirst().prefix(3).map { String($0.replacing(time, with: "")) } == one)
            #expect(lines[4].contains("! <prompt>:1:12: error: image \"none\" not found"))
            #expect(lines.filter { $0.hasSuffix("| seen") }.count == 2)
        }
    }

    @Test func `48 transcript: one that cannot be written is an error before anything runs`() async throws {
        let result = try await Command(ScriptTests.program(), ["--log", "/nowhere/at/all", "-c", "echo a"])
            .run()
        #expect(result.status != 0)
        #expect(result.outputText == "")
    }
}
