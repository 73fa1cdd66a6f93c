import FGCore
import FGProcess
import FGTerminal
import Glibc
import Testing

/// The shell at a terminal, with a home, a site and files of its own.
struct ShellTerminal {
    static let up = "\u{1b}[A"
    static let controlC = "\u{3}"
    static let controlD = "\u{4}"

    let folder: FilePath
    let user: String

    init(_ folder: FilePath) {
        self.folder = folder
        user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? ""
    }

    var site: FilePath { folder / "site" }
    var history: FilePath { folder / "home" / ".local" / "state" / "fgshell" / "history.sqlite" }
    /// The stored lines, newest first.
    var historyEntries: [HistoryEntry] { History(.file(history)) { _ in }.entries(HistoryQuery()) }

    /// The prompt while nothing is selected and the last statement was done.
    var prompt: String { "\(user)@\(user)# " }

    /// Starts the shell in the folder; a variable that is nil is not set.
    func start(
        _ arguments: [String] = [],
        variables: [String: String?] = [:],
        columns: UInt16 = 80
    ) throws -> PseudoTerminal {
        var environment: [String: String?] = [
            "PATH": Program.systemFolders.joined(separator: ":"), "HOME": (folder / "home").string,
            "FGSHELL_SITE": site.string, "TERM": "xterm", "LANG": "C.UTF-8",
            "FGSHELL_COMPLETION_BUDGET": "20000",
            // No pager and no colours, so that tests see plain text at once.
            "FGSHELL_PAGER": "cat", "NO_COLOR": "1",
        ]
        environment.merge(variables) { $1 }
        let words =
            ["/usr/bin/env", "--chdir=\(folder)", try ScriptTests.program().path.string] + arguments
        return try PseudoTerminal(words, environment: environment.compactMapValues { $0 }, columns: columns)
    }

    /// Starts the shell and waits for its prompt.
    func startAtPrompt(_ variables: [String: String?] = [:], columns: UInt16 = 80) async throws
        -> PseudoTerminal
    {
        let terminal = try start(variables: variables, columns: columns)
        try await terminal.wait(for: prompt)
        return terminal
    }

    /// A file of a size without any data.
    func makeFile(_ name: String, bytes: Int64) throws {
        try OpenFile(folder / name, .create(permissions: 0o600)).truncate(to: bytes)
    }

    /// Expects a site without an image, without a part of one, and without anything that its check finds.
    func expectNothingLeft() async throws {
        let ingest = site / "store" / "ingest"
        #expect(try !ingest.isFolder || ingest.entries() == [])
        let words = ["--site", site.string, "-c", "site check | count; image list | count"]
        #expect(try await Command(ScriptTests.program(), words).run().outputText == "0\n0\n")
    }
}

extension PseudoTerminal {
    /// Types a line and waits for the prompt after it; gives what the terminal showed meanwhile.
    @discardableResult
    func run(_ line: String, until prompt: String) async throws -> String {
        try type(line + "\r")
        return try await wait(for: prompt)
    }

    /// Presses a key again and again until a text comes, however slow the machine is.
    func press(_ key: String, until text: String) async throws {
        for _ in 0..<50 {
            try type(key)
            if (try? await wait(for: text, within: .milliseconds(100))) != nil { return }
        }
        try await wait(for: text)
    }
}
