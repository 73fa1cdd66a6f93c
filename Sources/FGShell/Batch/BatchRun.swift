import FGCore
import FGLanguage
import FGSite

/// Runs scripts: all of them are checked first, then a second pass runs them statement by statement.
struct BatchRun {
    let state: ShellState
    /// Where the journal is asked for; nil keeps none but of what changes something.
    private let options: ResumeOptions
    private var tally = BatchTally()
    private var resumption: Resumption?

    init(state: ShellState, _ options: ResumeOptions) {
        self.state = state
        self.options = options
    }

    /// Runs scripts in order and gives the exit status; one with a mistake anywhere runs nothing.
    ///
    /// - Throws: what reading them throws.
    mutating func run(_ scripts: [(text: ScriptText, folder: FilePath?)]) async throws -> Int32 {
        var check = BatchCheck(checker: Interpreter.checker(state, state.mode, in: nil))
        for script in scripts { try check.check(script.text, in: script.folder) }
        guard check.report.isEmpty else {
            state.output.report(check.report.rendered, state)
            state.lastStatus = FGError.Code.usage.exitStatus
            return state.lastStatus
        }
        let isKept = check.changes && scripts.contains(where: \.text.isFile)
        let parts = check.hasAll ? check.parts : []
        guard state.mode.isTransaction else {
            resumption = try options.resumption(of: scripts.map(\.text), state, isKept: isKept)
            let isAtEnd = try await run(scripts, parts)
            // Who leaves on purpose does not come back.
            let isLeft = state.leaving.map { $0 != Output.readerGone } ?? false
            if isAtEnd || isLeft { resumption?.journal.remove() }
            return finish()
        }
        try await runTogether(scripts, parts)
        return finish()
    }

    /// Runs scripts as one change, which is made when they came to their end or left with success.
    private mutating func runTogether(
        _ scripts: [(text: ScriptText, folder: FilePath?)],
        _ parts: [[ScriptPart]]
    ) async throws {
        do {
            try await state.session.atomically {
                try await RunContext.$isProtected.withValue(true) {
                    let isAtEnd = try await run(scripts, parts)
                    guard isAtEnd || state.leaving == 0 else { throw TakenBack() }
                }
            }
        } catch is TakenBack {
            state.output.note("fgshell: nothing was changed: the batch was one transaction\n")
        }
    }

    /// Ends a transaction whose failure has been reported.
    private struct TakenBack: Error {}

    /// Runs scripts in order; false when the last did not come to its end.
    private mutating func run(
        _ scripts: [(text: ScriptText, folder: FilePath?)],
        _ parts: [[ScriptPart]]
    ) async throws -> Bool {
        for (index, script) in scripts.enumerated() {
            let interpreter = Interpreter(state: state, folder: script.folder)
            let goesOn =
                parts.isEmpty
                ? try await run(ScriptParts(script.text), interpreter) : await run(parts[index], interpreter)
            guard goesOn else { return false }
        }
        return true
    }

    private mutating func run(_ parts: [ScriptPart], _ interpreter: Interpreter) async -> Bool {
        for part in parts {
            guard await interpreter.run(part.script, in: part.source, &tally, &resumption) else {
                return false
            }
        }
        return true
    }

    private mutating func run(_ parts: ScriptParts, _ interpreter: Interpreter) async throws -> Bool {
        var parts = parts
        while let part = try parts.next() {
            guard await interpreter.run(part.script, in: part.source, &tally, &resumption) else {
                return false
            }
        }
        return true
    }

    private func finish() -> Int32 {
        // Who stopped at a failure has just read of it.
        if state.goesOnAfterFailure, let summary = tally.summary { state.output.note(summary + "\n") }
        return state.leaving ?? tally.status
    }
}
