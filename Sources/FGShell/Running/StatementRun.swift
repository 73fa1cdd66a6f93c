import FGCommands
import FGCore
import FGLanguage
import FGSite

/// Runs a statement, and the statements inside it.
struct StatementRun {
    let interpreter: Interpreter
    /// The text that the statement stands in.
    let source: Source
    private var state: ShellState { interpreter.state }

    /// Runs a statement; the value is that of a pipeline whose result the caller wants and that is not shown then.
    ///
    /// - Throws: what its commands throw, `Leaving` when the shell is to end.
    @discardableResult
    func run(_ statement: Statement, wantsValue: Bool = false) async throws -> Value? {
        switch statement.kind {
        case .assignment(let name, let expression):
            interpreter.scope.define(name.name, try await evaluator.value(of: expression))
        case .template(let definition): try await define(definition)
        case .pipeline(let pipeline):
            let isWritten = pipeline.redirect != nil || pipeline.hostProgram != nil
            if wantsValue, !isWritten { return try await pipelineRun.value(of: pipeline) }
            try await pipelineRun.run(pipeline)
        case .background(let pipeline): try await BackgroundRun(interpreter, in: source).start(pipeline)
        case .host(let program):
            let words = try program.words.map { try $0.text(interpreter.variable) }
            try await HostPipe(state: state).run(words)
        case .loop(let loop): try await run(loop)
        case .branch(let branch): return try await run(branch, wantsValue)
        case .attempt(let attempt): return try await run(attempt, wantsValue)
        case .atomic(let block):
            return try await runTogether(block, wantsValue)
        case .definition(let definition):
            state.define(DefinedCommand(definition: definition, source: source, folder: interpreter.folder))
        case .alias(let alias): state.define(alias, in: source)
        case .explanation(let inner):
            try await state.output.show(Explanation(interpreter, source).value(of: inner), state)
        case .timed(let inner): return try await state.timing { try await run(inner, wantsValue: wantsValue) }
        }
        return nil
    }

    /// Runs statements in order and gives the value of the last, if it is wanted.
    func run(_ block: Block, _ wantsValue: Bool = false) async throws -> Value? {
        try await run(block.statements, wantsValue)
    }

    /// Runs statements in order and gives the value of the last, if it is wanted.
    func run(_ statements: [Statement], _ wantsValue: Bool = false) async throws -> Value? {
        var value: Value?
        for (index, statement) in statements.enumerated() {
            try Task.checkCancellation()
            if state.mode.echoes { interpreter.echo(statement, in: source) }
            do {
                value = try await run(statement, wantsValue: wantsValue && index == statements.count - 1)
            } catch {
                try pass(error, of: statement)
            }
            if state.leaving != nil { throw Leaving() }
        }
        return value
    }

    /// Throws an error on with its place, or reports it and goes on, as the statement and the settings say.
    private func pass(_ error: any Error, of statement: Statement) throws {
        if error is CancellationError || error is Leaving || Task.isCancelled { throw error }
        let placed = PlacedError(error, at: statement.range, in: source)
        let isTolerated = interpreter.tolerates(error, of: statement)
        guard isTolerated || (state.goesOnAfterFailure && !RunContext.isProtected) else { throw placed }
        state.output.report(placed, at: placed.range, in: source, isWarning: isTolerated, state)
        if !isTolerated { RunContext.outcome?.add(Output.known(error).code.exitStatus) }
    }

    private var pipelineRun: PipelineRun { PipelineRun(interpreter, in: source) }

    var evaluator: ExpressionEvaluator {
        ExpressionEvaluator(variable: interpreter.variable) { try await pipelineRun.value(of: $0) }
    }

    private func runTogether(_ block: Block, _ wantsValue: Bool) async throws -> Value? {
        do {
            return try await state.session.atomically {
                try await RunContext.$isProtected.withValue(true) { try await run(block, wantsValue) }
            }
        } catch let leaving as Leaving {
            state.output.note("note: atomic was left before its end, and its changes were taken back\n")
            throw leaving
        }
    }

    private func run(_ loop: Loop) async throws {
        let values = try await evaluator.value(of: loop.values)
        guard let elements = values.elements else {
            throw PlacedError(
                FGError(
                    .usage,
                    "for needs a list or rows",
                    hint: "write [a, b], 1..5 or ( COMMAND )"
                ),
                at: loop.values.range
            )
        }
        for element in elements {
            interpreter.scope.define(loop.name.name, element)
            _ = try await run(loop.body)
        }
    }

    private func run(_ branch: Branch, _ wantsValue: Bool) async throws -> Value? {
        var branch = branch
        while true {
            if try await evaluator.holds(branch.condition) { return try await run(branch.body, wantsValue) }
            switch branch.alternative {
            case .block(let block): return try await run(block, wantsValue)
            case .branch(let next): branch = next
            case nil: return nil
            }
        }
    }

    private func run(_ attempt: Attempt, _ wantsValue: Bool) async throws -> Value? {
        do {
            return try await RunContext.$isProtected.withValue(true) {
                try await run(attempt.body, wantsValue)
            }
        } catch let error where !(error is CancellationError || error is Leaving || Task.isCancelled) {
            guard let alternative = attempt.alternative else { return nil }
            let scope = Scope(.names, ["error": record(of: error)], outside: interpreter.scope)
            return try await StatementRun(interpreter: interpreter.inside(scope), source: source)
                .run(alternative, wantsValue)
        }
    }

    /// What `$error` is.
    private func record(of error: any Error) -> Value {
        let known = Output.known(error)
        let placed = PlacedError(error, at: 0..<0, in: source)
        return .record(
            Record([
                Record.Field("message", .text(known.message)),
                Record.Field("code", .text(known.code.word)),
                Record.Field("hint", known.hint.map { .text($0) } ?? .null),
                Record.Field("place", .text((placed.source ?? source).place(of: placed.range))),
                Record.Field("status", .integer(Int64(known.code.exitStatus))),
            ])
        )
    }

    private func define(_ definition: TemplateDefinition) async throws {
        let isRehearsal = state.setting("dry-run") == "on"
        let plan = try await state.session.templates.define(
            definition,
            in: source,
            folder: interpreter.folder ?? ".",
            isRehearsal ? .rehearsal : .real
        )
        if isRehearsal { try state.output.write(.table(plan), state) }
    }
}
