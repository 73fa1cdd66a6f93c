import FGCore
import FGProcess
import Testing

/// Generating again whenever a template changes.
struct WatchTests {
    @Test
    func `each change of a template or of a file that it names is tried, errors are told, Ctrl-C ends it`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let file = folder / "t.fg"
            try file.write("template t {\n    paket make\n}\n")
            let terminal = try await shell.startAtPrompt()
            try terminal.type("generate ./t.fg --watch\r")
            try await terminal.wait(for: "note: ./t.fg:2:5: templates have no line \"paket\"")
            try (folder / "motd").write("one\n")
            try file.write("template t {\n    os debian bookworm\n    file /etc/motd from=motd\n}\n")
            try await terminal.wait(for: "note: t: the template has no disk")
            try (folder / "motd").write("-----BEGIN RSA PRIVATE KEY-----\n")
            try await terminal.wait(for: "note: ./t.fg:3:20: the file holds a private key")
            try file.removeFile()
            try await terminal.wait(for: "note: ./t.fg: cannot open ")
            try file.write("template t {\n    os debian bookworm\n    run x network=perhaps\n}\n")
            try await terminal.wait(for: "note: ./t.fg:3:11: \"perhaps\" is neither yes nor no")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "error: interrupted\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            try await shell.expectNothingLeft()
        }
    }

    @Test func `what cannot be watched is refused at once`() async throws {
        let result = try await ShellRun.sh(
            """
            for words in './t.fg' './t.fg --watch --dry-run' './gone.fg --watch' 'gone --watch' './t.fg --watch --explain'; do
                $F -c "generate $words"; echo $?
            done
            $F --read-only -c 'generate t --watch'
            """,
            files: ["t.fg": "template t { os debian bookworm; disk 2GiB }\n"]
        )
        #expect(result.outputText == "2\n2\n1\n1\n2\n", "\(result.errorText)")
        #expect(result.errorText.contains("only --watch generates from a file"))
        #expect(result.errorText.contains("opened read-only"))
    }
}
