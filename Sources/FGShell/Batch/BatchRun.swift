import FGCore
import FGLanguage

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
        for script in scripts {
            if !state.mode.isRestricted { check.checker.load = Interpreter.loader(in: script.folder) }
            try check.check(script.text)
        }
        guard check.report.isEmpty else {
            state.output.report(check.report.rendered, state)
            state.lastStatus = FGError.Code.usage.exitStatus
            return state.lastStatus
        }
        let isKept = check.changes && scripts.contains(where: \.text.isFile)
        resumption = try options.resumption(of: scripts.map(\.text), state, isKept: isKept)
        let parts = check.hasAll ? check.parts : []
        var isAtEnd = true
        for (index, script) in scripts.enumerated() {
            let interpreter = Interpreter(state: state, folder: script.folder)
            let goesOn =
                parts.isEmpty
                ? try await run(ScriptParts(script.text), interpreter) : await run(parts[index], interpreter)
            isAtEnd = goesOn
            if !goesOn { break }
        }
        // Who leaves on purpose does not come back.
        let isLeft = state.leaving.map { $0 != Output.readerGone } ?? false
        if isAtEnd || isLeft { resumption?.journal.remove() }
        return finish()
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
