import FGCommands
import FGCore
import FGLanguage
import FGTerminal

/// What the program was asked on its command line.
struct CommandLineOptions: Sendable {
    /// What to do.
    enum Action: Sendable {
        /// A prompt, or a batch from standard input.
        case standardInput
        case texts([String])
        case file(FilePath)
        case formatScript(FilePath)
        /// One command, its words taken as they stand.
        case words([String])
        case help
        case version
        /// Candidates at an offset of statements, or at their end.
        case complete(String, offset: Int?)
        /// Candidates at the end of a login shell's command line.
        case completeLine(String)
    }

    var action = Action.standardInput
    var site: FilePath?
    var project: String?
    var format: OutputFormat?
    var color: ColorChoice?
    var progress: ProgressMode?
    var isReadOnly = false
    var mode = ShellMode()
    /// Whether the script is only checked.
    var checksOnly = false
    var resume = ResumeOptions()
    /// Whether statements run as they come, before the end of the input is known.
    var isStream = false
    /// Whether a prompt comes after the script.
    var endsInPrompt = false
    /// The file of a transcript; nil for none.
    var log: FilePath?
    /// Whether an interactive shell stores the lines that are typed.
    var keepsHistory = true
    /// Whether an interactive shell reads its start-up file first.
    var readsStartFile = true

    /// Whether the words of one command were given.
    var isOneCommand: Bool {
        if case .words = action { return true }
        return false
    }

    static let usage = """
        usage: fgshell [OPTIONS]                 a prompt, or a batch from standard input
               fgshell [OPTIONS] -f FILE         run a script (- is standard input); with -i a prompt follows
               fgshell [OPTIONS] -c STATEMENTS   run statements; may stand several times
               fgshell [OPTIONS] COMMAND WORDS   run one command
               fgshell [OPTIONS] --stream        run each statement of standard input as it comes
               fgshell --check [FILE]            report every error of a script without running it
               fgshell --format-script FILE      print a script in canonical form
               fgshell --complete TEXT [OFFSET]  print what can stand there, as --complete-line LINE for login shells
        options: --site FOLDER  --project NAME  --format table|vertical|plain|tsv|csv|json|jsonl  --json  --csv
                 -x (print each statement before it runs)  -q (no notes and no progress)
                 --read-only (nothing of the site changes)  --restricted (no programs and no files)
                 --transaction (all changes of the batch together, or none)
                 --resume (go on with a script that was stopped)  --journal FILE (that says how far it came)
                 --color auto|always|never  --progress auto|plain|none  --no-rc  --no-history  --log FILE  --help  --version
        --name=VALUE is --name VALUE; those of the first line may also stand among the words of a command
        """

    /// Reads the words after the program's name.
    ///
    /// - Throws: `usage` for what is wrong.
    init(_ words: [String]) throws {
        var rest = words[...]
        var texts: [String] = []
        while let word = rest.first, word.hasPrefix("-") {
            rest = rest.dropFirst()
            if try takeShared(word, &rest) { continue }
            let (name, inline) = Self.split(word)
            switch name {
            case "-c": texts.append(try Self.value(of: name, inline, &rest))
            case "-f": action = .file(FilePath(try Self.value(of: name, inline, &rest)))
            case "--check":
                checksOnly = true
                let file =
                    inline
                    ?? (rest.first.map { !$0.hasPrefix("-") || $0 == "-" } == true ? rest.popFirst() : nil)
                if let file { action = .file(FilePath(file)) }
            case "--stream" where inline == nil: isStream = true
            case "--transaction" where inline == nil: mode.isTransaction = true
            case "--journal": resume.journal = FilePath(try Self.value(of: name, inline, &rest))
            case "--resume": resume.start = try Self.start(inline)
            case "-i": endsInPrompt = true
            case "-x": mode.echoes = true
            case "-q": mode.isQuiet = true
            case "--format-script": action = .formatScript(FilePath(try Self.value(of: name, inline, &rest)))
            case "--log": log = FilePath(try Self.value(of: name, inline, &rest))
            case "--no-history" where inline == nil: keepsHistory = false
            case "--complete":
                let text = try Self.value(of: name, inline, &rest)
                let offset = rest.first.flatMap { Int($0) }
                action = .complete(text, offset: offset)
                if offset != nil { rest = rest.dropFirst() }
            case "--complete-line": action = .completeLine(try Self.value(of: name, inline, &rest))
            case "--no-rc" where inline == nil: readsStartFile = false
            case "--help" where inline == nil, "-h" where inline == nil: action = .help
            case "--version" where inline == nil: action = .version
            default: throw FGError(.usage, "there is no option \(word)", hint: Self.usage)
            }
        }
        if !texts.isEmpty { action = .texts(texts) }
        try requireBatchForTransaction()
        guard let first = rest.first else { return }
        guard case .standardInput = action else {
            throw FGError(.usage, "\"\(first)\" stands where nothing is taken", hint: Self.usage)
        }
        action = .words(try command(rest))
    }

    /// What runs as one change is known whole before it starts, and is not gone on with in the middle.
    private func requireBatchForTransaction() throws {
        let isResumed = if case .anew = resume.start { false } else { true }
        guard mode.isTransaction, isStream || isResumed || resume.journal != nil else { return }
        let other = isStream ? "--stream" : isResumed ? "--resume" : "--journal"
        throw FGError(.usage, "--transaction does not go with \(other)", hint: Self.usage)
    }

    /// The words of a command without the options of the program, which may also stand among them:
    /// `fgshell image list --format json where verified`.
    private mutating func command(_ words: ArraySlice<String>) throws -> [String] {
        let own = Self.options(of: Array(words))
        var command: [String] = []
        var rest = words
        while let word = rest.popFirst() {
            // What stands behind -- is taken as it stands.
            if word == "--" { return command + [word] + rest }
            let (name, inline) = Self.split(word)
            // A command with an option of that name, such as image import, keeps it, but for a format that ends the line.
            let value = inline ?? rest.first ?? ""
            let endsLine = rest.count == (inline == nil ? 1 : 0)
            let isFormat = name == "--format" && endsLine && OutputFormat(rawValue: value) != nil
            if !own.contains(name) || isFormat, try takeShared(word, &rest) { continue }
            command.append(word)
        }
        return command
    }

    /// Takes an option that may stand before or in a command; false when the word is none.
    private mutating func takeShared(_ word: String, _ rest: inout ArraySlice<String>) throws -> Bool {
        let (name, inline) = Self.split(word)
        switch name {
        case "--site": site = FilePath(try Self.value(of: name, inline, &rest))
        case "--project": project = try Self.value(of: name, inline, &rest)
        case "--format": format = try Self.format(try Self.value(of: name, inline, &rest))
        case "--color": color = try Self.color(try Self.value(of: name, inline, &rest))
        case "--progress": progress = try Self.progress(try Self.value(of: name, inline, &rest))
        case "--json" where inline == nil: format = .json
        case "--csv" where inline == nil: format = .csv
        case "--read-only" where inline == nil: isReadOnly = true
        case "--restricted" where inline == nil: mode.isRestricted = true
        default: return false
        }
        return true
    }

    /// The name of an option, and the value after its `=`.
    private static func split(_ word: String) -> (name: String, inline: String?) {
        guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    private static func value(
        of option: String,
        _ inline: String?,
        _ rest: inout ArraySlice<String>
    ) throws -> String {
        if let value = inline ?? rest.popFirst() { return value }
        throw FGError(.usage, "\(option) needs a value", hint: usage)
    }

    /// The options of the command that words call, with their dashes.
    private static func options(of words: [String]) -> Set<String> {
        guard case .command(let signature, _) = CommandRegistry.table.match(words) else { return [] }
        return Set(signature.options.map { "--\($0.name)" })
    }

    private static func color(_ text: String) throws -> ColorChoice {
        if let choice = ColorChoice(rawValue: text) { return choice }
        throw FGError(.usage, "--color is \"\(text)\"", hint: "write auto, always or never")
    }

    private static func progress(_ text: String) throws -> ProgressMode {
        if let mode = ProgressMode(rawValue: text) { return mode }
        throw FGError(.usage, "--progress is \"\(text)\"", hint: "write auto, plain or none")
    }

    private static func start(_ text: String?) throws -> Resumption.Start {
        switch text {
        case nil: return .resumed
        case "again": return .repeated
        case "skip": return .skipping
        default: throw FGError(.usage, "--resume takes again or skip", hint: usage)
        }
    }

    private static func format(_ text: String) throws -> OutputFormat {
        if let format = OutputFormat(rawValue: text) { return format }
        let names = OutputFormat.allCases.map(\.rawValue)
        throw FGError(
            .usage,
            "no format is called \"\(text)\"",
            hint: "formats are \(names.joined(separator: ", "))"
        )
    }
}
