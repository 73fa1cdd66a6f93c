import FGCore
import Testing

/// What is pasted or typed that is no command.
struct PasteTests {
    private static func pasted(_ text: String) -> String { "\u{1b}[200~\(text)\u{1b}[201~" }

    @Test func `a paste neither runs nor completes before Enter`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type(Self.pasted("echo first\timage\necho second\n"))
            try terminal.type("-end")
            let pasted = try await terminal.wait(for: "echo second-end")
            #expect(!pasted.contains("\nfirst"))
            #expect(!pasted.contains("delete"))
            let shown = try await terminal.run("", until: shell.prompt)
            #expect(shown.contains("\nfirst image\nsecond-end\n"))
        }
    }

    @Test func `a long paste arrives whole`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            let words = (0..<2000).map { "wörd\($0)" }.joined(separator: " ")
            try terminal.type(Self.pasted("echo \(words) > long.txt"))
            try await terminal.run("", until: shell.prompt)
            #expect(try (folder / "long.txt").readText() == words + "\n")
        }
    }

    @Test(arguments: ["C", "POSIX", "xx_YY.nothing", nil])
    func `UTF-8 is taken whatever the locale says`(_ locale: String?) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt(["LANG": locale])
            let shown = try await terminal.run("echo né日本é", until: shell.prompt)
            #expect(shown.contains("\nné日本é\n"))
        }
    }

    @Test func `NUL and invalid bytes do no harm`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type(Array("echo a".utf8) + [0, 0xff, 0xfe, 0xc3, 0x2e, 0x80] + Array("b\r".utf8))
            try await terminal.wait(for: shell.prompt)
            try terminal.type(Self.pasted("echo c\u{0}\u{1}\u{1b}d"))
            try await terminal.wait(for: "echo c")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await terminal.run("echo on", until: shell.prompt).contains("\non\n"))
        }
    }
}
