import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Glibc

/// Runs one pipeline: the command, the stages on its result, and where the result goes.
struct PipelineRun {
    private let interpreter: Interpreter
    private var state: ShellState { interpreter.state }

    /// The text that the pipeline stands in.
    private let source: Source

    init(_ interpreter: Interpreter, in source: Source) {
        self.interpreter = interpreter
        self.source = source
    }

    /// Runs a pipeline and writes its result.
    func run(_ pipeline: Pipeline) async throws {
        do {
            try await write(try await value(of: pipeline), of: pipeline)
        } catch let failure as PartialFailure {
            try await write(failure.value, of: pipeline)
            throw failure.error
        }
    }

    /// Writes the result of a pipeline to where it goes.
    private func write(_ value: Value, of pipeline: Pipeline) async throws {
        if let redirect = pipeline.redirect {
            try write(value, to: redirect)
        } else if let program = pipeline.hostProgram {
            let words = try program.words.map { try $0.text(state.variable) }
            try await HostPipe(state: state).pass(state.output.text(value, state), to: words)
        } else {
            try await state.output.show(value, state)
        }
    }

    /// Runs a pipeline and gives its result.
    func value(of pipeline: Pipeline) async throws -> Value {
        let bound = try Checker.bind(pipeline.command, table: CommandRegistry.table)
        guard let command = CommandRegistry.command(named: bound.signature.name) else {
            throw FGError(.usage, "no command is called \"\(bound.signature.name)\"")
        }
        if state.mode.isRestricted, let violation = Restriction.violations(in: pipeline, of: bound).first {
            throw FGError(.denied, violation.message, hint: violation.hint)
        }
        var invocation = try await invocation(of: bound)
        invocation.rowLimit = try rowLimit(of: pipeline.stages)
        let display = ProgressDisplay(terminal: state.output.terminal)
        let isQuiet = state.mode.isQuiet
        let context = CommandContext(
            session: state.session,
            shell: state,
            folder: interpreter.folder,
            progress: { if !isQuiet { display.show($0) } }
        )
        defer { display.finish() }
        do {
            return try apply(pipeline.stages, to: await result(of: command, invocation, context, pipeline))
        } catch let failure as PartialFailure {
            throw PartialFailure(try apply(pipeline.stages, to: failure.value), failure.error)
        }
    }

    private func apply(_ stages: [Stage], to value: Value) throws -> Value {
        try stages.reduce(value) { try apply($1, to: $0) }
    }

    /// Runs the command: long work as an operation of the site.
    private func result(
        of command: FGCommands.Command,
        _ invocation: Invocation,
        _ context: CommandContext,
        _ pipeline: Pipeline
    ) async throws -> Value {
        guard command.signature.isLong, !context.isDryRun(invocation) else {
            return try await command.run(invocation, context)
        }
        // The dash says what a failure means to the script, and is no part of the work.
        var text = source.text(pipeline.range)[...]
        if pipeline.command.toleratesFailure { text = text.drop { $0 == "-" || $0.isWhitespace } }
        let operations = state.session.operations
        return try await operations.run(
            ShellState.mask.masked(String(text)),
            progress: context.progress,
            describing: { JSONText.text($0) },
            { try await command.run(invocation, context.saying($0)) }
        )
    }

    private func invocation(of bound: BoundCommand) async throws -> Invocation {
        var invocation = Invocation()
        for (name, arguments) in bound.arguments {
            invocation.arguments[name] = try await texts(arguments)
            let kind = bound.signature.arguments.first { $0.name == name }?.kind
            for text in invocation.arguments[name] ?? [] { try kind?.check(text) }
        }
        for (name, arguments) in bound.options {
            invocation.options[name] = try await texts(arguments)
            let kind = bound.signature.options.first { $0.name == name }?.value
            for text in invocation.options[name] ?? [] { try kind?.check(text) }
        }
        invocation.condition = try bound.condition?.resolved(
            fields: bound.signature.conditionFields,
            user: state.session.user,
            variable: state.variable
        )
        invocation.trailing = try bound.trailing.map { try $0.text(state.variable) }
        return invocation
    }

    /// How many rows the stages use of a result, when the first that counts them takes the first ones.
    private func rowLimit(of stages: [Stage]) throws -> Int? {
        for stage in stages {
            switch stage.kind {
            case .columns: continue
            case .first(let count): return try number(count)
            case .filter, .sort, .count: return nil
            }
        }
        return nil
    }

    private func number(_ count: Word) throws -> Int {
        guard let number = Int(try count.text(state.variable)), number >= 0 else {
            throw FGError(.usage, "first needs a number of rows")
        }
        return number
    }

    private func texts(_ arguments: [BoundCommand.Argument]) async throws -> [String] {
        var texts: [String] = []
        for argument in arguments {
            switch argument {
            case .word(let word): texts.append(try word.text(state.variable))
            case .pipeline(let nested): texts.append(try await value(of: nested).literal)
            }
        }
        return texts
    }

    private func apply(_ stage: Stage, to value: Value) throws -> Value {
        guard case .table(let table) = value else {
            throw FGError(.usage, "a stage needs rows, and this result has none")
        }
        let now = Timestamp(seconds: Int64(time(nil)))
        switch stage.kind {
        case .filter(let condition):
            return .table(
                try TableStage.filter(
                    table,
                    by: condition,
                    user: state.session.user,
                    now: now,
                    state.variable
                )
            )
        case .sort(let keys): return .table(try TableStage.sort(table, by: keys))
        case .columns(let names): return .table(try TableStage.columns(table, names.map(\.name)))
        case .first(let count):
            return .table(Table(columns: table.columns, rows: Array(table.rows.prefix(try number(count)))))
        case .count: return .integer(Int64(table.rows.count))
        }
    }

    private func write(_ value: Value, to redirect: Redirect) throws {
        let name = FilePath(try redirect.file.text(state.variable))
        let file = interpreter.folder.map { name.resolved(in: $0) } ?? name
        let bytes = Array(state.output.text(value, state).utf8)
        if redirect.appends { return try file.append(bytes) }
        try file.write(
            bytes,
            replacing: state.setting("clobber") == "on",
            orHint: "append with >>, or allow it: set clobber on"
        )
    }
}
