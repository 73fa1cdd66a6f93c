import FGCommands
import FGCore
import FGLanguage
import FGProcess
import Testing

@testable import FGShell

/// Rows 7, 31, 32 and 33 of the table of features: help, its examples, and words that nobody knows.
struct HelpTests {
    private static func output(_ words: String) async throws -> String {
        let result = try await ShellRun.sh("$F \(words)")
        #expect(result.status == 0 && result.errorText.isEmpty, "\(words): \(result.errorText)")
        return result.outputText
    }

    @Test func `7 exit code: help exit-codes says every status`() async throws {
        let page = try await Self.output("help exit-codes")
        for status in [0, 1, 2, 3, 4, 5, 130, 141, 129] { #expect(page.contains("`\(status)`")) }
    }

    @Test func `31 help: without words it lists every command and topic`() async throws {
        let page = try await Self.output("help")
        for signature in CommandRegistry.table.signatures {
            #expect(page.contains("- `\(signature.name)` "), "\(signature.name)")
        }
        for topic in try HelpPages.topics() { #expect(page.contains("`help \(topic)`"), "\(topic)") }
    }

    @Test func `31 help: a noun lists its commands, a command shows its page`() async throws {
        let noun = try await Self.output("help image")
        #expect(noun.contains("- `image list` ") && !noun.contains("site check"))
        let page = try await Self.output("help image list")
        #expect(page.hasPrefix("# image list\n\n    image list [where CONDITION] [--all]\n"))
        #expect(page.contains("- `--all`              every version"))
        #expect(try await Self.output("help history").contains("- `history run` "))
        #expect(try await Self.output("help 'image list'") == page)
        #expect(try await Self.output("help image-list") == page)
    }

    @Test func `31 help: every command takes --help, whatever else stands in the call or lacks`() async throws
    {
        for signature in CommandRegistry.table.signatures {
            let source = Source(name: "t", text: "\(signature.name) --help")
            #expect(Interpreter.check(source, nil, in: nil).1.map(\.message) == [], "\(signature.name)")
        }
        let page = try await Self.output("help image export")
        #expect(try await Self.output("image export --help") == page)
        #expect(try await Self.output("image export a b c --force --help --to") == page)
        #expect(try await Self.output("image --help") == Self.output("help image"))
        #expect(try await Self.output("-c 'image export --help'") == page)
        let program = try await ShellRun.sh("$F deployment ssh 1 -- ls --help")
        #expect(program.errorText.contains("deployment 1"))
    }

    @Test func `31 help: topics are listed with what they are about`() async throws {
        let list = try await Self.output("help topics --format jsonl")
        #expect(list.contains(#"{"summary":"What set changes","topic":"settings"}"#))
        let lines = list.split(separator: "\n")
        #expect(try lines.count == HelpPages.topics().count)
        #expect(lines.allSatisfy { !$0.contains(#""summary":"""#) })
    }

    @Test func `31 help: search finds pages by name, summary and text, in whatever case`() async throws {
        let found = try await Self.output("help search CONSOLE --format tsv")
        #expect(found.split(separator: "\n").dropFirst().first?.hasPrefix("deployment console\t") == true)
        #expect(found.contains("\nrain\t"))
        #expect(try await Self.output("help -k console --format tsv") == found)
        let both = try await Self.output("help search gzip compressed")
        #expect(both.contains("image import\t") && !both.contains("image export\t"))
        let missing = try await ShellRun.sh("$F help search zebra")
        #expect(missing.status == 1 && missing.errorText.contains("no page has \"zebra\""))
    }

    @Test func `31 help: settings are described by their one list`() async throws {
        let page = try await Self.output("help settings")
        for setting in SettingSpecification.all {
            #expect(page.contains("- `\(setting.name)` "), "\(setting.name)")
            #expect(page.contains(setting.summary), "\(setting.name)")
        }
        #expect(!page.contains("{settings}"))
    }

    @Test func `31 help: a page longer than the screen is paged, with colour and the terminal's width`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let pager = "sed -n '1,12s/^/paged /p'"
            let terminal = try await shell.startAtPrompt(
                ["FGSHELL_PAGER": pager, "NO_COLOR": nil],
                columns: 40
            )
            let page = try await terminal.run(
                "help image import",
                until: "paged \u{1b}[1mimage import\u{1b}[0m\r\n"
            )
            #expect(!page.contains("# image import"))
            try await terminal.wait(for: shell.prompt)
            let plain = try await shell.startAtPrompt(columns: 40)
            let short = try await plain.run("help version", until: shell.prompt)
            #expect(short.contains("\nversion\n\n    version\n\nPrints the program's version.\n\nOPTIONS\n"))
            #expect(short.contains("\n  --help         show the page of the\n                 command\n"))
        }
    }

    @Test func `31 help: a pipe and a file get plain Markdown, JSON gets a text`() async throws {
        let page = try await Self.output("help version")
        #expect(
            page.hasPrefix(
                "# version\n\n    version\n\nPrints the program's version.\n\n## Options\n\n- `--project PROJECT`"
            )
        )
        #expect(try await Self.output("-c 'help version > page' && cat page") == page)
        #expect(try await Self.output("help version --format json").hasPrefix("\"# version\\n\\n    version"))
    }

    @Test func `32 examples: every command has one that calls it`() throws {
        for signature in CommandRegistry.table.signatures {
            let page = try HelpPage(HelpPages.name(of: signature))
            let lines = page.examples.flatMap { $0.statements.split(separator: "\n") }
            let calls = lines.contains { line in
                line == signature.name || line.hasPrefix(signature.name + " ")
                    || line.hasPrefix("-\(signature.name) ")
            }
            #expect(calls, "help/\(page.name).md has no example of \(signature.name)")
        }
    }

    @Test(
        arguments: [
            ("imgae list", "did you mean image?"), ("image lst", "did you mean list"),
            ("help imag list", "did you mean image list?"), ("help lst", "there is help on "),
            ("help conditons", "did you mean conditions?"), ("help zebra", "help search WORD"),
            ("ls", "help lists the commands"),
        ]
    )
    func `33 unknown word: the nearest are named on standard error, and no program of the host runs`(
        words: String,
        hint: String
    ) async throws {
        let result = try await ShellRun.sh("$F \(words)", files: ["marker": ""])
        #expect(result.status != 0 && result.outputText.isEmpty)
        #expect(result.errorText.contains(hint), "\(result.errorText)")
    }

    @Test func `33 unknown word: at most three are named`() {
        #expect(NearestName.candidates(for: "aaaa", in: ["aaab", "aaac", "aaad", "aaae"]).count == 3)
        #expect(NearestName.candidates(for: "frobnicate", in: ["image", "help"]) == [])
    }
}
