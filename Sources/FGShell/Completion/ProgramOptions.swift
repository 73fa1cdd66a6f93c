import FGCommands
import FGCore
import FGLanguage
import FGTerminal

/// The options of the program itself, for completion in a login shell.
enum ProgramOptions {
    /// Each option of the usage, with its dashes.
    static let all: [String] = {
        var names: [String] = []
        for word in CommandLineOptions.usage.split(whereSeparator: { " \n[]|,();".contains($0) })
        where word.hasPrefix("-") && word.count > 1 && !word.contains("=") && !names.contains(String(word)) {
            names.append(String(word))
        }
        return names.filter { !["-", "--", "--name"].contains($0) }
    }()

    /// Those that start with a text.
    static func list(_ prefix: String) -> SuggestionList {
        SuggestionList(
            all.filter { $0.hasPrefix(prefix) && ($0.hasPrefix("--") || !prefix.hasPrefix("--")) }
                .map { Suggestion($0, summaries[$0] ?? "") }
        )
    }

    /// The kind of an option's value; nil for one that takes none.
    static func value(of option: String) -> ArgumentKind? {
        switch option {
        case "-f", "--check", "--format-script", "--site", "--log", "--resume": .path
        case "-c", "--complete", "--complete-line": .text
        case "--project": .project
        case "--format": .choice(OutputFormat.allCases.map(\.rawValue))
        case "--color": .choice(["always", "never", "auto"])
        case "--progress": .choice(ProgressMode.allCases.map(\.rawValue))
        default: nil
        }
    }

    /// What each option does.
    static let summaries = [
        "-c": "run statements",
        "-f": "run a script",
        "-x": "print each statement before it runs",
        "-q": "print no notes",
        "-y": "answer yes",
        "--yes": "answer yes",
        "--check": "report every error of a script without running it",
        "--format-script": "print a script in canonical form",
        "--site": "the folder of the site",
        "--project": "the current project",
        "--format": "how results are written",
        "--json": "JSON, one document a result",
        "--csv": "values between commas",
        "--read-only": "refuse every change",
        "--restricted": "run no host programs and touch no files",
        "--stream": "run each statement as it arrives",
        "--transaction": "run a whole file as one change",
        "--resume": "go on behind the last statement that was done",
        "--color": "whether output is coloured",
        "--progress": "how long work is shown",
        "--no-rc": "read no start-up file",
        "--no-history": "keep no history",
        "--log": "write a transcript",
        "--complete": "print what can stand at the end of a text",
        "--complete-line": "the same for a login shell's command line",
        "--help": "print the usage",
        "--version": "print the version",
    ]
}
