import FGCommands
import FGCore
import FGProcess
import Testing

/// A call of a command at the prepared site, for tests that render its result in every format.
struct FormatCall: Sendable, CustomTestStringConvertible {
    let statement: String
    /// Whether it does the same again; what changes the site is called at a copy of it for each format.
    var isRepeatable = true

    var testDescription: String { statement }

    /// Fields that differ from run to run.
    static let volatile: Set<String> = [
        "milliseconds", "seconds", "created", "used", "time", "started", "finished", "process", "duration",
        "size",
        "loaded", "moved", "digest", "since", "result",
    ]

    static let all: [FormatCall] =
        reading.map { FormatCall(statement: $0) }
        + changing.map { FormatCall(statement: $0, isRepeatable: false) }

    private static let reading = [
        "check list", "completion bash", "completion fish", "deployment list", "echo",
        "echo one two",
        "help", "help image", "help image list", "help -k digest", "help topics", "help search image",
        "help schema image list", "history", "image list", "image list --all",
        "image list where name == none", "image find where name == demo", "image outdated",
        "image diff demo:1 demo:2 --bytes",
        "image rebuild demo --dry-run",
        "image evict demo --dry-run",
        "image show demo", "image show demo:1", "image diff demo:1 demo:2", "image history demo",
        "image import disk.raw --name demo --dry-run", "image tag demo other --dry-run",
        "image set demo b=2 --dry-run", "image rename demo new --dry-run", "image delete demo --dry-run",
        "image export demo --to file.raw --dry-run", "image sbom demo", "image sbom demo --as cyclonedx",
        "image provenance demo", "site key --dry-run", "channel list", "channel move demo:1 stable --dry-run",
        "channel remove demo old --dry-run",
        "operation list", "operation show 1", "operation wait 1",
        "set timezone", "site check", "site pin", "site pin --dry-run",
        "site rebuild --dry-run",
        "template list", "template diff odd bare", "template graph",
        "template new web", "template new web --to web.fg --dry-run", "template export odd",
        "template export odd --to odd.fg --dry-run",
        "template show odd", "template resolve odd", "template delete odd --dry-run",
        "usage", "use image demo", "use project other",
        "verification show demo", "verify demo --dry-run", "version", "whoami",
    ]

    private static let changing = [
        "image import disk.raw --name demo", "image import disk.raw --name fresh", "image tag demo other",
        "image set demo b=2", "channel move demo:1 old", "channel move demo new", "channel remove demo old",
        "image rename demo new", "image delete demo:1 --yes",
        "image export demo --to file.raw --force",
        "site collect --yes", "site rebuild --yes",
        "template load examples/mpi-node.fg", "template import examples/mpi-node.fg",
        "template delete odd --yes", "history clear --yes",
        // The plans have the time of the call in them.
        "site collect --dry-run", "template load examples/mpi-node.fg --dry-run",
        "template import examples/mpi-node.fg --dry-run",
        // The first shows the format in force, the others leave the shell.
        "set", "exit", "quit",
    ]

    /// Commands that no test of formats calls, and why.
    static let left = [
        "context": "shows the format in force",
        "deployment console": "needs a machine", "deployment show": "needs a machine",
        "deployment ssh": "needs a machine", "deployment stop": "needs a machine", "rain": "needs a machine",
        "template edit": "needs an editor", "template check": "asks archives", "generate": "fetches packages",
        "verify": "fails for an image without a system",
        "operation cancel": "needs one that runs", "record": "runs on", "record stop": "ends a recording",
        "source": "gives what its statements give", "use -": "needs a project before",
        "history run": "needs a prompt's history", "history delete": "needs a prompt's history",
    ]
}

/// A site with texts that formats trip over, and the files that calls name.
struct FormatSite {
    let folder: FilePath

    /// Lays the site: an image of two versions with tags and properties, and templates with odd texts.
    init(_ folder: FilePath) async throws {
        self.folder = folder
        try await HelpSite(folder).prepare()
        let odd =
            #"template odd { os debian bookworm; summary "a, \"b\" \\N \t\ttab\nline\u{d}\n'quote' -; =x é日" }"#
        let result = try await run(
            "image tag demo hpc a-b; channel move demo old; image set demo 'note=x, \"y\"'; "
                + "\(odd.replacing("; summary", with: "\nsummary"))\n"
                + "template bare { os debian bookworm }; -verify demo --offline; use image demo"
        )
        #expect(result.status == 0, "\(result.errorText)")
    }

    /// What a call writes in each format: in one shell, or one that changes something in a shell each.
    func outputs(of call: FormatCall) async throws -> [OutputFormat: String] {
        var outputs: [OutputFormat: String] = [:]
        guard call.isRepeatable else {
            for format in OutputFormat.allCases {
                let result = try await run(call.statement, format, copying: true)
                #expect(result.status == 0, "\(call.statement) as \(format): \(result.errorText)")
                outputs[format] = result.outputText
            }
            return outputs
        }
        let mark = "-- next --\n"
        let statements = OutputFormat.allCases.map { format in
            "set format plain; echo '\(mark.dropLast())'; set format \(format); \(call.statement)"
        }
        let site = (folder / "site").string
        let words = ["--site", site, "-c", statements.joined(separator: "; ")]
        var command = Command(try ScriptTests.program(), words)
        command.folder = folder
        let result = try await command.run()
        #expect(result.status == 0, "\(call.statement): \(result.errorText)")
        let texts = result.outputText.split(separator: mark, omittingEmptySubsequences: false).dropFirst()
        for (format, text) in zip(OutputFormat.allCases, texts) { outputs[format] = String(text) }
        return outputs
    }

    /// Runs a statement with a format, at the site or at a copy of it.
    func run(_ statement: String, _ format: OutputFormat = .json, copying isCopy: Bool = false) async throws
        -> CommandResult
    {
        var site = folder / "site"
        if isCopy {
            let copy = folder / "copy-\(format)-\(UInt32.random(in: 0 ... .max))"
            let program = try Program.find("cp", package: "coreutils")
            try await Command(program, ["-r", site.string, copy.string]).runChecked()
            site = copy
        }
        let words = ["--site", site.string, "--format", format.rawValue, "-c", statement]
        var command = Command(try ScriptTests.program(), words)
        command.folder = folder
        return try await command.run()
    }
}
