import FGCore
import FGProcess
import Testing

/// Row 54: `template edit` with the user's editor.
struct TemplateEditTests {
    private static let template = "template t {\n    os debian bookworm\n    disk 2GiB\n}\n"

    /// A shell with the template and an editor that does this to `$1`.
    private static func atPrompt(
        editor: String,
        _ body: (ShellTerminal, PseudoTerminal) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try (folder / "t.fg").write(template)
            try (folder / "temporary").makeFolder()
            try (folder / "editor").write("#!/bin/sh\n\(editor)\n", permissions: 0o755)
            let variables = [
                "VISUAL": (folder / "editor").string, "TMPDIR": (folder / "temporary").string,
            ]
            let terminal = try await shell.startAtPrompt(variables)
            try await terminal.run("template load t.fg", until: shell.prompt)
            try await body(shell, terminal)
            #expect(try (folder / "temporary").entries().filter { $0.hasPrefix("fgshell.") } == [])
        }
    }

    private static func text(_ shell: ShellTerminal, _ terminal: PseudoTerminal) async throws -> String {
        try await terminal.run("template show t", until: shell.prompt)
    }

    @Test func `54 what changed is shown, and kept as the next revision when wanted`() async throws {
        try await Self.atPrompt(editor: "sed -i s/2GiB/3GiB/ \"$1\"") { shell, terminal in
            try terminal.type("template edit t\r")
            let shown = try await terminal.wait(for: "keep this as revision 2 of t? [y/N] ")
            #expect(shown.contains("-     disk 2GiB\n+     disk 3GiB\n"))
            try terminal.type("y\r")
            try await terminal.wait(for: "\nt            2 ")
            try await terminal.wait(for: shell.prompt)
            #expect(try await Self.text(shell, terminal).contains("disk 3GiB"))
            #expect(try await terminal.run("template show t:1", until: shell.prompt).contains("disk 2GiB"))
        }
    }

    @Test func `54 no keeps the template as it was`() async throws {
        try await Self.atPrompt(editor: "sed -i s/2GiB/3GiB/ \"$1\"") { shell, terminal in
            try terminal.type("template edit t\r")
            try await terminal.wait(for: "[y/N] ")
            try terminal.type("n\r")
            try await terminal.wait(for: "error: nothing was changed\r\n")
            try await terminal.wait(for: shell.prompt)
            #expect(try await Self.text(shell, terminal).contains("disk 2GiB"))
        }
    }

    @Test func `54 an error is shown at its place, and the text is edited again`() async throws {
        // The first time it writes a size that is none, the second time one that is.
        let editor =
            #"if grep -q 2GiB "$1"; then sed -i s/2GiB/huge/ "$1"; else sed -i s/huge/4GiB/ "$1"; fi"#
        try await Self.atPrompt(editor: editor) { shell, terminal in
            try terminal.type("template edit t\r")
            let shown = try await terminal.wait(for: "edit it again? [y/N] ")
            #expect(shown.contains("t.fg:3:10: error: "))
            try terminal.type("y\r")
            try await terminal.wait(for: "keep this as revision 2 of t? [y/N] ")
            try terminal.type("y\r")
            try await terminal.wait(for: shell.prompt)
            #expect(try await Self.text(shell, terminal).contains("disk 4GiB"))
        }
    }

    @Test func `54 who gives up finds what was written in a file`() async throws {
        try await Self.atPrompt(editor: "sed -i s/2GiB/huge/ \"$1\"") { shell, terminal in
            try terminal.type("template edit t\r")
            try await terminal.wait(for: "edit it again? [y/N] ")
            try terminal.type("n\r")
            try await terminal.wait(for: "nothing was changed; what you wrote is in ")
            try await terminal.wait(for: shell.prompt)
            let folder = shell.folder / "temporary"
            let kept = try #require(try folder.entries().first { $0.hasPrefix("t-") })
            #expect(try (folder / kept).readText().contains("disk huge"))
            #expect(try await Self.text(shell, terminal).contains("disk 2GiB"))
        }
    }

    @Test func `54 an editor that fails or changes nothing changes nothing`() async throws {
        try await Self.atPrompt(editor: "exit $(cat status)") { shell, terminal in
            try (shell.folder / "status").write("3")
            let failed = try await terminal.run("template edit t", until: shell.prompt)
            #expect(failed.contains("the editor ended with status 3; nothing was changed"))
            try (shell.folder / "status").write("0")
            try await terminal.run("template edit t", until: shell.prompt)
            let list = try await terminal.run("template list | columns revision", until: shell.prompt)
            #expect(list.contains("\n1\n") || list.contains("\n       1\n"))
        }
    }

    @Test func `54 a batch needs --yes, and what may not be edited is refused`() async throws {
        let result = try await ShellRun.sh(
            """
            $F -c 'template load t.fg' > /dev/null
            export EDITOR='sed -i s/2GiB/3GiB/'
            $F -c 'template edit t'; echo $?
            $F --restricted -c 'template edit t --yes'; echo $?
            $F --read-only -c 'template edit t --yes'; echo $?
            EDITOR='sed -i "s/template t/template u/"' $F -c 'template edit t --yes' 2> other; echo $?
            grep -c 't.fg:1:10: error: this is the template t, and no other' other
            EDITOR="sh -c '$F template load u.fg > /dev/null; echo >> \\$1; sed -i s/2GiB/9GiB/ \\$1' x" \\
                $F -c 'template edit t --yes'; echo $?
            export EDITOR='sed -i s/2500MiB/3GiB/'
            $F -c 'template edit t --dry-run | columns revision; template edit t --yes | columns revision'
            $F -c 'template show t' | grep disk
            """,
            files: ["t.fg": Self.template, "u.fg": Self.template.replacing("2GiB", with: "2500MiB")]
        )
        let rows = "revision\n3\n"
        #expect(result.outputText == "2\n3\n3\n2\n1\n1\n\(rows)\(rows)    disk 3GiB\n", "\(result.errorText)")
    }
}
