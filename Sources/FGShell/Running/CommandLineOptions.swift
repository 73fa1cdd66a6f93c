import FGCommands
import FGCore
import FGLanguage

/// What the program was asked on its command line.
struct CommandLineOptions: Sendable {
    /// What to do.
    enum Action: Sendable {
        /// A prompt, or a batch from standard input.
        case standardInput
        case texts([String])
        case file(FilePath)
        case check(FilePath)
        case formatScript(FilePath)
        /// One command, its words taken as they stand.
        case words([String])
        case help
        case version
    }

    var action = Action.standardInput
    var site: FilePath?
    var project: String?
    var format: OutputFormat?
    var isReadOnly = false
    /// Whether an interactive shell reads its start-up file first.
    var readsStartFile = true

    static let usage = """
        usage: fgshell [OPTIONS]                 a prompt, or a batch from standard input
               fgshell [OPTIONS] -f FILE         run a script (- is standard input)
               fgshell [OPTIONS] -c STATEMENTS   run statements; may stand several times
               fgshell [OPTIONS] COMMAND WORDS   run one command
               fgshell --check FILE              report every error of a script without running it
               fgshell --format-script FILE      print a script in canonical form
        options: --site FOLDER  --project NAME  --format table|plain|tsv|csv|json|jsonl  --read-only
                 --no-rc  --help  --version
        """

    /// Reads the words after the program's name.
    ///
    /// - Throws: `usage` for what is wrong.
    init(_ words: [String]) throws {
        var rest = words[...]
        var texts: [String] = []
        func value(of option: String) throws -> String {
            guard let value = rest.popFirst() else {
                throw FGError(.usage, "\(option) needs a value", hint: Self.usage)
            }
            return value
        }
        while let word = rest.first, word.hasPrefix("-") {
            rest = rest.dropFirst()
            switch word {
            case "-c": texts.append(try value(of: word))
            case "-f": action = .file(FilePath(try value(of: word)))
            case "--check": action = .check(FilePath(try value(of: word)))
            case "--format-script": action = .formatScript(FilePath(try value(of: word)))
            case "--site": site = FilePath(try value(of: word))
            case "--project": project = try value(of: word)
            case "--format": format = try Self.format(try value(of: word))
            case "--read-only": isReadOnly = true
            case "--no-rc": readsStartFile = false
            case "--help", "-h": action = .help
            case "--version": action = .version
            default: throw FGError(.usage, "there is no option \(word)", hint: Self.usage)
            }
        }
        if !texts.isEmpty { action = .texts(texts) }
        guard !rest.isEmpty else { return }
        guard case .standardInput = action else {
            throw FGError(
                .usage,
                "\"\(rest[rest.startIndex])\" stands where nothing is taken",
                hint: Self.usage
            )
        }
        // Options of the program may also follow the command: fgshell image list --format json.
        var command = Array(rest)
        // A command with an option of that name, such as `image import`, keeps it.
        if let index = command.lastIndex(of: "--format"), index == command.count - 2,
            OutputFormat(rawValue: command[index + 1]) != nil || !Self.hasFormatOption(command)
        {
            format = try Self.format(command[index + 1])
            command.removeSubrange(index...)
        }
        action = .words(command)
    }

    private static func hasFormatOption(_ command: [String]) -> Bool {
        let name = command.prefix(2).joined(separator: " ")
        let signature = CommandRegistry.table.signatures.first { $0.name == name }
        return signature?.options.contains { $0.name == "format" } ?? false
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
