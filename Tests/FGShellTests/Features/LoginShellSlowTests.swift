import FGCore
import FGProcess
import Testing

/// The scripts of `completion bash|zsh|fish` in those shells, as their users have them.
@Suite(.serialized)
struct LoginShellSlowTests {
    /// Lines that are typed, and what a Tab makes of them.
    private static let lines = [
        ("fgshell image sh", "fgshell image show "), ("fgshell image show de", "fgshell image show demo "),
        ("fgshell template load examples/mp", "fgshell template load examples/mpi-node.fg "),
        ("fgshell --format json image sh", "fgshell --format json image show "),
        ("fgshell image show demo:", "fgshell image show demo:"),
        ("fgshell image import 'wi", "fgshell image import 'with blank.raw' "),
        ("fgshell image import wi", "fgshell image import with\\ blank.raw "),
        ("fgshell image import it", "fgshell image import it\\'s "),
        ("fgshell --format=jsonl", "fgshell --format=jsonl "),
        ("fgshell completion b", "fgshell completion bash "),
    ]

    private static func withSite(_ body: (FilePath, [String: String]) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            try await HelpSite(folder).prepare()
            for name in ["with blank.raw", "it's"] { try (folder / name).write("") }
            let program = try ScriptTests.program().path.parent.string
            let path = ([program] + Program.systemFolders).joined(separator: ":")
            let environment = [
                "PATH": path, "HOME": folder.string, "FGSHELL_SITE": (folder / "site").string,
                "TERM": "xterm", "LANG": "C.UTF-8", "FGSHELL_COMPLETION_BUDGET": "20000",
            ]
            try await body(folder, environment)
        }
    }

    /// Types each line and a Tab, and has the shell show what it made of it.
    private static func complete(
        in shell: [String],
        _ folder: FilePath,
        _ environment: [String: String],
        preparing start: String
    ) async throws {
        let words = ["/usr/bin/env", "--chdir=\(folder)"] + shell
        let terminal = try PseudoTerminal(words, environment: environment, columns: 200)
        // What is typed here must not look like the prompt.
        try terminal.type("PS1=re'ady> '\r")
        try await terminal.wait(for: "ready> ")
        try terminal.type("\(start); echo set'up'\r")
        try await terminal.wait(for: "setup")
        for (typed, completed) in lines {
            // Ctrl-U drops the line before, and Ctrl-L draws the line anew.
            try terminal.type("\u{15}\(typed)\t~\u{c}")
            try await terminal.wait(for: "\(completed)~")
        }
        // A list of several has their descriptions, or the names alone.
        try terminal.type("\u{15}fgshell image re\t\u{15}fgshell deployment s\t\t")
        try await terminal.wait(for: "ssh")
        try await terminal.wait(for: "stop")
    }

    @Test func `bash completes by the script`() async throws {
        try await Self.withSite { folder, environment in
            try await Self.complete(
                in: ["/bin/bash", "--norc", "--noprofile"],
                folder,
                environment,
                preparing: "eval \"$(fgshell completion bash)\""
            )
        }
    }

    @Test func `zsh completes by the script`() async throws {
        let zsh = try Program.find("zsh", package: "zsh").path.string
        try await Self.withSite { folder, environment in
            try await Self.complete(
                in: [zsh, "-f"],
                folder,
                environment,
                preparing: "autoload -Uz compinit; compinit -u -D; eval \"$(fgshell completion zsh)\""
            )
        }
    }

    @Test func `fish completes by the script, with descriptions`() async throws {
        let fish = try Program.find("fish", package: "fish")
        try await Self.withSite { folder, environment in
            for (line, expected) in [
                ("fgshell image sh", "show\tshow everything known of an image\n"),
                ("fgshell image show de", "demo\tversion 2, built, 1 MiB\n"),
                ("fgshell image import 'wi", "with blank.raw\n"), ("fgshell image import it", "it's\n"),
                ("fgshell --format js", "json\njsonl\n"),
                ("fgshell deployment s", "show\tshow a deployment\nssh\t"),
            ] {
                let script = "fgshell completion fish | source; complete -C \"\(line)\""
                var command = Command(fish, ["--no-config", "-c", script])
                command.folder = folder
                command.environment = environment
                let result = try await command.run()
                #expect(result.outputText.hasPrefix(expected), "\(line): \(result.errorText)")
            }
        }
    }
}
