import FGCore
import FGLanguage
import FGProcess
import FGTerminal

/// A program of the host that did not end well; the result had reached it.
struct HostFailure: Error {
    let error: FGError

    init(_ name: String, status: Int32) {
        error = FGError(.failed, "\(name) ended with status \(status)")
    }
}

/// What `|!` does: a result goes into a program of the host, and what that writes goes on as it comes.
struct HostPipe {
    let state: ShellState

    /// Runs a program to its end; one that does not read all of the result ends well all the same.
    ///
    /// - Throws: `unavailable` for a missing program, `HostFailure` for a status but 0, what writing standard output throws.
    func pass(_ text: String, to words: [String]) async throws {
        try await run(words, input: .bytes(Array(text.utf8)))
    }

    /// Runs a program to its end, with the terminal if there is one.
    ///
    /// - Throws: as `pass`.
    func run(_ words: [String]) async throws { try await run(words, input: nil) }

    private func run(_ words: [String], input: Command.Input?) async throws {
        var command = Command(try Program.find(words[0], package: words[0]), Array(words.dropFirst()))
        command.environment = HostEnvironment.current
        if let input { command.input = input }
        let status: Int32
        if state.output.terminal.outputIsTerminal {
            // A pager or an editor talks to the user.
            status = try await command.runAttached()
        } else {
            let (state, output) = (state, state.output)
            command.onErrorLine = { output.note($0 + "\n") }
            status = try await command.run(reading: { read in
                while true {
                    let bytes = try read(64 << 10)
                    guard !bytes.isEmpty, try output.write(bytes, state) else { return }
                }
            }).result.status
        }
        guard status == 0 || state.leaving != nil else { throw HostFailure(words[0], status: status) }
    }
}
