import FGCore
import FGProcess
import FGTerminal
import Testing

/// Completion at the prompt, and the same candidates for programs.
struct CompletionTests {
    /// What `--complete` prints at a site with some images, without the descriptions.
    private static func candidates(_ text: String, _ folder: FilePath, _ offset: [String] = []) async throws
        -> [String]
    {
        let result = try await run(["--complete", text] + offset, folder)
        return result.outputText.split(separator: "\n").map { line in
            String(line.prefix { $0 != "\t" })
        }
    }

    private static func run(_ words: [String], _ folder: FilePath) async throws -> CommandResult {
        var command = Command(
            try ScriptTests.program(),
            ["--site", (folder / "site").string, "--project", "own"] + words
        )
        command.folder = folder
        command.environment = Command.plainEnvironment.merging(["FGSHELL_COMPLETION_BUDGET": "20000"]) { $1 }
        return try await command.run()
    }

    private static func withSite(_ body: (FilePath) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            try shell.makeFile("with blank.raw", bytes: 1 << 20)
            let made = try await run(
                [
                    "-c",
                    """
                    image import tiny.raw --name mpi; image import 'with blank.raw' --name mpi
                    image import tiny.raw --name mpi-node; image tag mpi hpc 2026; image set mpi course=hpc
                    channel move mpi:1 stable; channel move mpi edge; channel move mpi-node night
                    template mini { os debian bookworm; summary 'a start' }
                    """,
                ],
                folder
            )
            #expect(made.status == 0, "\(made.errorText)")
            let other = try await run(
                ["--project", "climate", "-c", "image import tiny.raw --name ocean"],
                folder
            )
            #expect(other.status == 0, "\(other.errorText)")
            try await body(folder)
        }
    }

    @Test(arguments: [
        ("image sh", ["show\tshow everything known of an image"]),
        ("image list --", ["--all\tevery version, not only the newest", "--project\t", "--help\t"]),
        ("image list where us", ["used\twhen it was last used", "uses\thow often it was used"]),
        ("set dry-run ", ["off", "on"]), ("image list | fi", ["first\tso many rows"]),
        ("atom", ["atomic\ta block whose changes are made together or not at all"]),
        ("template a { ho", ["hostname\thostname NAME"]),
        ("IMAGE", ["image\t"]), ("imgae", ["image\t"]),
        ("history --fai", ["--failed\t"]), ("history where sta", ["status\t"]),
        ("help image sho", ["show\t"]), ("help conditio", ["conditions\t"]), ("help top", ["topics\t"]),
        ("image shwo", ["show\tshow everything known of an image"]),
        ("zzz", []),
    ])
    func `22 Command completion: verbs, nouns, options, each with a short note`(
        text: String,
        expected: [String]
    ) async throws {
        try await TemporaryFolder.with { folder in
            let lines = try await Self.run(["--complete", text], folder).outputText.split(separator: "\n")
            #expect(lines.count == expected.count)
            for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start)) }
            #expect(!(folder / "site").exists)
        }
    }

    @Test func `23 Completion from live data: ids, names, tags, states, by the kind of argument`()
        async throws
    {
        try await Self.withSite { folder in
            for (text, expected) in [
                ("image show mp", ["mpi", "mpi-node"]), ("image show mpi:", ["mpi:2", "mpi:1"]),
                ("image show mpi@", ["mpi@edge", "mpi@stable"]), ("image show mpi@s", ["mpi@stable"]),
                ("channel remove mpi ", ["edge", "stable"]), ("channel remove mpi-node:1 ", ["night"]),
                ("channel move mpi:2 ", ["edge", "stable", "night"]), ("channel move mpi:2 n", ["night"]),
                ("image list where channel == ", ["edge", "night", "stable"]),
                ("image show cli", ["climate/"]), ("image show climate/o", ["climate/ocean"]),
                ("image show oc", ["ocean"]), ("image show own/mpi-", ["own/mpi-node"]),
                ("image show nothing:", []),
                ("image list where tag ==", ["2026", "hpc"]), ("image list where tag in (hpc, 2", ["2026"]),
                ("image list where property.c", ["property.course"]),
                ("image list where property.course == ", ["hpc"]),
                ("image list where project == ", ["climate", "own"]),
                ("image list where state == re", ["rejected"]), ("image list where format == ", ["raw"]),
                ("generate mi", ["mini"]), ("template check mi", ["mini"]),
                ("template show mini:", ["mini:1"]),
                ("use project cl", ["climate"]), ("template a { extends mi", ["mini"]),
                ("let x = (image show mpi); echo ${x.cre", ["created}"]),
                ("image list | each { echo $ver", ["version", "verified"]),
            ] {
                #expect(try await Self.candidates(text, folder) == expected, "\(text)")
            }
            let digest =
                try await Self.run(["-c", "image list | where name == ocean | columns digest"], folder)
                .outputText.split(separator: "\n").last.map(String.init) ?? ""
            #expect(try await Self.candidates("image show \(digest.prefix(20))", folder) == [digest])
            #expect(try await Self.candidates("image sh mpi", folder, ["8"]) == ["show"])
        }
    }

    @Test func `24 Completion never blocks: not on a site that somebody writes to`() async throws {
        try await Self.withSite { folder in
            let database = (folder / "site" / "catalog.sqlite").string
            let held = """
                mkfifo held
                { echo 'begin exclusive;'; echo '.shell echo > held'; sleep 20; } | sqlite3 '\(database)' &
                holder=$!
                read x < held
                "$F" --site site --project own --complete 'image show mpi'
                kill $holder
                """
            var command = Command(Program(name: "sh", path: "/bin/sh"), ["-c", held])
            command.folder = folder
            command.environment = Command.plainEnvironment.merging(
                [
                    "F": try ScriptTests.program().path.string, "FGSHELL_COMPLETION_BUDGET": "10000",
                ]
            ) { $1 }
            command.deadline = .seconds(15)
            let result = try await command.run()
            #expect(result.outputText.contains("mpi-node"))
        }
    }

    @Test(arguments: [
        ("template load wi", "template load 'with blank.raw' "),
        ("template load \"wi", "template load \"with blank.raw\" "),
        ("template load 'wi", "template load 'with blank.raw' "),
        ("template load it", "template load \"it's\" "),
        ("template load 'my f", "template load 'my folder/"),
        ("template load my", "template load 'my folder/"),
        ("template load 'my folder/", "template load 'my folder/in' "),
        ("echo a > wi", "echo a > 'with blank.raw' "), ("echo \"${ho", "echo \"${home}"),
        ("image import --name=a wi", "image import --name=a 'with blank.raw' "),
        ("template load ver", "template load very-"), ("image list where st", "image list where state "),
    ])
    func `25 Completion quotes and escapes: as needed, in the style already opened`(
        typed: String,
        completed: String
    ) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            for name in ["with blank.raw", "it's", "very-long", "very-short"] {
                try shell.makeFile(name, bytes: 0)
            }
            try (folder / "my folder").makeFolder()
            try shell.makeFile("my folder/in", bytes: 0)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("let home = 1", until: shell.prompt)
            // Ctrl-L draws the line anew, as the key left it.
            try terminal.type("\(typed)\t~\u{c}")
            try await terminal.wait(for: "\(shell.prompt)\(completed)~")
        }
    }

    @Test func `26 Too many candidates: up to the height of the screen, then how many more`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            for number in 1000..<1500 { try shell.makeFile("number-\(number)", bytes: 0) }
            let terminal = try await shell.startAtPrompt()
            try terminal.type("template load number-1\t")
            let shown = try await terminal.wait(for: "… 374 more")
            let lines = shown.split(separator: "\n").filter { $0.hasPrefix("number-") }
            #expect(lines.count == 21)
            #expect(lines.first?.split(separator: " ").count == 6)
            try await terminal.wait(for: "template load number-1")
            #expect(!terminal.shown.contains("Display all"))
        }
    }
}
