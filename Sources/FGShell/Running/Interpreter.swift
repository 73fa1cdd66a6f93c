import FGCommands
import FGCore
import FGGenerator
import FGLanguage
import FGSite

/// Runs a script: checked whole first, then statement by statement.
struct Interpreter: Sendable {
    let state: ShellState
    /// The folder that relative paths of the script start in; nil is the process's own.
    let folder: FilePath?
    /// What its variables mean.
    let scope: Scope

    init(state: ShellState, folder: FilePath?) {
        self.init(state: state, folder: folder, scope: state.globals)
    }

    private init(state: ShellState, folder: FilePath?, scope: Scope) {
        self.state = state
        self.folder = folder
        self.scope = scope
    }

    /// The same with other variables, and in another folder.
    func inside(_ scope: Scope, folder: FilePath?) -> Interpreter {
        Interpreter(state: state, folder: folder, scope: scope)
    }

    /// The same with other variables.
    func inside(_ scope: Scope) -> Interpreter { inside(scope, folder: folder) }

    /// The value of a variable or a field of it; nil when there is none.
    func variable(_ name: String, _ field: String?) -> Value? {
        scope.value(name, field: field) ?? state.builtin(name, field)
    }

    /// Runs a text to its end or first failure and gives the exit status.
    func run(_ source: Source) async -> Int32 {
        let (script, diagnostics) = Self.check(source, state, in: folder)
        guard diagnostics.isEmpty else {
            state.output.report(SourceError(diagnostics, in: source).rendered, state)
            state.lastStatus = 2
            return 2
        }
        var tally = BatchTally()
        _ = await run(script, in: source, &tally)
        return state.leaving ?? tally.status
    }

    /// Runs statements that were checked; false when the script ends with the last that ran.
    func run(_ script: Script, in source: Source, _ tally: inout BatchTally) async -> Bool {
        var resumption: Resumption?
        return await run(script, in: source, &tally, &resumption)
    }

    /// Runs statements that were checked, but for those that the resumed batch has done before.
    func run(
        _ script: Script,
        in source: Source,
        _ tally: inout BatchTally,
        _ resumption: inout Resumption?
    ) async -> Bool {
        for statement in script.statements {
            let line = source.line(of: statement.range.lowerBound)
            do {
                if try resumption?.begin(statement, in: source) == .skip { continue }
                let result = await state.noting(statement, in: source) { await run(statement, in: source) }
                state.lastStatus = result
                tally.add(result, at: line)
                let goesOn = state.leaving == nil && result != 130 && !Task.isCancelled
                let isPassed = result == 0 || state.goesOnAfterFailure && !RunContext.isProtected
                try resumption?.end(isDone: result == 0 || isPassed && goesOn)
                if Task.isCancelled, state.leaving == nil { tally.interrupt() }
                if !goesOn || !isPassed { return false }
            } catch {
                state.output.report(error, at: statement.range, in: source, isWarning: false, state)
                tally.add(Output.known(error).code.exitStatus, at: line)
                return false
            }
        }
        return true
    }

    private func run(_ statement: Statement, in source: Source) async -> Int32 {
        if state.mode.echoes { echo(statement, in: source) }
        let start = state.setting("timing") == "on" ? ContinuousClock.now : nil
        do {
            let status = try await execute(statement, in: source)
            if let start { state.noteTime(since: start) }
            return status
        } catch is Leaving {
            return 0
        } catch {
            let isTolerated = tolerates(error, of: statement)
            state.output.report(error, at: statement.range, in: source, isWarning: isTolerated, state)
            let isCancelled = error is CancellationError
            return isTolerated && !isCancelled ? 0 : Output.known(error).code.exitStatus
        }
    }

    /// Runs a statement; the status is that of failures inside that it went on after.
    private func execute(_ statement: Statement, in source: Source) async throws -> Int32 {
        let run = StatementRun(interpreter: self, source: source)
        guard statement.hasStatements else {
            try await run.run(statement)
            return 0
        }
        let outcome = BlockOutcome()
        try await RunContext.$outcome.withValue(outcome) { _ = try await run.run(statement) }
        return outcome.status
    }

    /// Whether a failure of a statement is only a warning.
    func tolerates(_ error: any Error, of statement: Statement) -> Bool {
        if error is HostFailure, state.setting("pipefail") != "on" { return true }
        switch statement.kind {
        case .pipeline(let pipeline), .background(let pipeline): return pipeline.command.toleratesFailure
        case .timed(let inner): return tolerates(error, of: inner)
        default: return false
        }
    }

    /// Shows a statement before it runs; one with statements inside shows those as they run.
    func echo(_ statement: Statement, in source: Source) {
        if statement.hasStatements { return }
        let text = ShellState.mask.masked(source.text(statement.range))
        state.output.note("+ \(VisibleText.escaped(text))\n")
    }
}
