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

    /// Checks scripts against the commands there are.
    static func checker(variables: Set<String>, _ mode: ShellMode) -> Checker {
        var checker = Checker(
            table: CommandRegistry.table,
            templateKeywords: TemplateKeyword.allCases.map(\.rawValue),
            variables: variables
        )
        checker.isRestricted = mode.isRestricted
        return checker
    }

    /// Everything that is wrong with a text.
    static func check(
        _ source: Source,
        variables: Set<String>,
        _ mode: ShellMode = ShellMode()
    ) -> (Script, [Diagnostic]) {
        let result = Parser.parse(source)
        var checker = checker(variables: variables, mode)
        let found = result.diagnostics + checker.check(result.script)
        return (result.script, found.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }

    /// Runs a text to its end or first failure and gives the exit status.
    func run(_ source: Source) async -> Int32 {
        let (script, diagnostics) = Self.check(source, variables: state.variableNames, state.mode)
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
            let line = source.location(of: statement.range.lowerBound).line
            do {
                if try resumption?.begin(statement, in: source) == .skip { continue }
                let result = await state.noting(statement, in: source) { await run(statement, in: source) }
                state.lastStatus = result
                tally.add(result, at: line)
                let goesOn = state.leaving == nil && result != 130 && !Task.isCancelled
                let isPassed = result == 0 || state.goesOnAfterFailure
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
            try await execute(statement, in: source)
            if let start {
                state.output.note("time: \(ReadableDuration.text(ContinuousClock.now - start))\n")
            }
            return 0
        } catch {
            var tolerates = false
            if case .pipeline(let pipeline) = statement.kind { tolerates = pipeline.command.toleratesFailure }
            if error is HostFailure, state.setting("pipefail") != "on" { tolerates = true }
            let isCancelled = error is CancellationError
            state.output.report(error, at: statement.range, in: source, isWarning: tolerates, state)
            return tolerates && !isCancelled ? 0 : Output.known(error).code.exitStatus
        }
    }

    private func echo(_ statement: Statement, in source: Source) {
        let text = ShellState.mask.masked(source.text(statement.range))
        state.output.note("+ \(VisibleText.escaped(text))\n")
    }

    private func execute(_ statement: Statement, in source: Source) async throws {
        switch statement.kind {
        case .letWord(let name, let word): state.define(name, .text(try word.text(state.variable)))
        case .letPipeline(let name, let pipeline):
            state.define(name, try await PipelineRun(self, in: source).value(of: pipeline))
        case .template(let definition):
            let isRehearsal = state.setting("dry-run") == "on"
            let plan = try await state.session.templates.define(
                definition,
                in: source,
                folder: folder ?? ".",
                isRehearsal ? .rehearsal : .real
            )
            if isRehearsal { try state.output.write(.table(plan), state) }
        case .pipeline(let pipeline): try await PipelineRun(self, in: source).run(pipeline)
        }
    }
}
