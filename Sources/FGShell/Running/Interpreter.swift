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

    /// Everything that is wrong with a text.
    static func check(_ source: Source, variables: Set<String>) -> (Script, [Diagnostic]) {
        let result = Parser.parse(source)
        var checker = Checker(
            table: CommandRegistry.table,
            templateKeywords: TemplateKeyword.allCases.map(\.rawValue),
            variables: variables
        )
        let found = result.diagnostics + checker.check(result.script)
        return (result.script, found.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }

    /// Runs a text to its end or first failure and gives the exit status.
    func run(_ source: Source) async -> Int32 {
        let (script, diagnostics) = Self.check(source, variables: state.variableNames)
        guard diagnostics.isEmpty else {
            let text = SourceError(diagnostics, in: source).rendered
            state.output.note(state.output.marked(text, "error", state) + "\n")
            state.lastStatus = 2
            return 2
        }
        var status: Int32 = 0
        for statement in script.statements {
            let result = await run(statement, in: source)
            state.lastStatus = result
            if result != 0 { status = status == 0 ? result : status }
            if let leaving = state.leaving { return leaving }
            if result != 0, result == 130 || !continuesAfterFailure { return result }
        }
        return status
    }

    private var continuesAfterFailure: Bool {
        switch state.setting("on-error") {
        case "continue": true
        case "stop": false
        default: false
        }
    }

    private func run(_ statement: Statement, in source: Source) async -> Int32 {
        let clock = ContinuousClock()
        let start = clock.now
        var tolerates = false
        if case .pipeline(let pipeline) = statement.kind { tolerates = pipeline.command.toleratesFailure }
        do {
            try await execute(statement, in: source)
            if state.setting("timing") == "on" {
                state.output.note("time: \(ReadableDuration.text(clock.now - start))\n")
            }
            return 0
        } catch {
            let isCancelled = error is CancellationError
            state.output.report(error, at: statement.range, in: source, isWarning: tolerates, state)
            return tolerates && !isCancelled ? 0 : Output.known(error).code.exitStatus
        }
    }

    private func execute(_ statement: Statement, in source: Source) async throws {
        switch statement.kind {
        case .letWord(let name, let word): state.define(name, .text(try word.text(state.variable)))
        case .letPipeline(let name, let pipeline):
            state.define(name, try await PipelineRun(self).value(of: pipeline))
        case .template(let definition):
            let isRehearsal = state.setting("dry-run") == "on"
            let plan = try await state.session.templates.define(
                definition,
                in: source,
                folder: folder ?? ".",
                isRehearsal ? .rehearsal : .real
            )
            if isRehearsal { try state.output.write(.table(plan), state) }
        case .pipeline(let pipeline): try await PipelineRun(self).run(pipeline)
        }
    }
}
