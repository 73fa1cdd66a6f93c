import FGCommands
import FGCore
import FGLanguage
import Testing

@testable import FGShell

/// `shellrc.example`, read as a user's own start-up file.
struct StartFileExampleTests {
    private static let file = HelpPage.folder.parent / "shellrc.example"

    /// Starts a shell at a site with an image, with the example for its start-up file.
    private static func withShell(_ body: (PseudoTerminal, String) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            try await HelpSite(folder).prepare()
            let settings = folder / "config" / "fgshell"
            try settings.makeFolder()
            try (settings / "shellrc").write(try file.readText())
            let shell = ShellTerminal(folder)
            let terminal = try shell.start(variables: ["XDG_CONFIG_HOME": (folder / "config").string])
            try await terminal.wait(for: "# ")
            #expect(!terminal.shown.contains("error") && !terminal.shown.contains("warning"))
            // A prompt that is the same at any time.
            try await terminal.run("set timing off; set prompt '{mark}{mark} '", until: "\n## ")
            try await body(terminal, "\n## ")
        }
    }

    @Test func `it sets every setting there is, and has no mistake`() async throws {
        let text = try Self.file.readText()
        for setting in SettingSpecification.all {
            #expect(text.contains("\nset \(setting.name) "), "\(setting.name)")
        }
        try await Self.withShell { _, _ in }
    }

    @Test(
        arguments: [
            ("put disk.raw --dry-run", "virtual-size"), ("put disk.raw --name new", "new:1"),
            ("put --help", "image import"), ("get demo --to copy.raw --dry-run", "copy.raw"),
            ("get --help", "image export"), ("list", "demo"), ("list --all where version == 1", "2 MiB"),
            ("list --help", "image list"), ("modify demo course=hpc --dry-run", "course=hpc"),
            ("modify --help", "image set"), ("remove demo:1 --dry-run", "2 MiB"),
            ("remove --help", "image delete"), ("setpermission demo public", "permission=public"),
            ("histimg demo", "import"), ("histimg --help", "image history"), ("histuser", "COUNT"),
            ("histuser --help", "usage"), ("user", "project"), ("user --help", "whoami"),
            ("generate --help", "TEMPLATE"), ("register demo on local", "not verified"),
            ("register --help", "rain"), ("launch --help", "rain"), ("script --help", "record"),
            ("script session.fg; record stop", "session.fg"), ("exec examples/tour-listing.fg", "demo"),
            ("exec --help", "source"), ("newest", "demo"), ("mine", "demo"), ("large | count", "0"),
            ("failures", "NUMBER"), ("describe demo", "demo:2 is built"),
        ]
    )
    func `the words of FutureGrid's shell and the others work`(line: String, shown: String) async throws {
        try await Self.withShell { terminal, prompt in
            let output = try await terminal.run(line, until: prompt)
            #expect(output.contains(shown), "\(line): \(output)")
            if !line.hasPrefix("register demo") { #expect(!output.contains("error:"), "\(line): \(output)") }
        }
    }
}
