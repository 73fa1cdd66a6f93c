import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Glibc

/// Runs one pipeline: the command, the stages on its result, and where the result goes.
struct PipelineRun {
    let interpreter: Interpreter
    /// The text that the pipeline stands in.
    let source: Source
    var state: ShellState { interpreter.state }

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
        // Each has done what there was to do with the rows.
        if case .each = pipeline.stages.last?.kind { return }
        if let redirect = pipeline.redirect {
            try write(value, to: redirect)
        } else if let program = pipeline.hostProgram {
            let words = try program.words.map { try $0.text(interpreter.variable) }
            try await HostPipe(state: state).pass(state.output.text(value, state), to: words)
        } else {
            try await state.output.show(value, state)
        }
    }

    /// Runs a pipeline and gives its result.
    func value(of pipeline: Pipeline) async throws -> Value {
        let (pipeline, defined) = resolved(pipeline)
        guard let defined else { return try await commandValue(of: pipeline) }
        return try await staged(call(defined, pipeline.command), pipeline.stages)
    }

    /// The pipeline with its alias written out, and the command that a script defined under its first word.
    private func resolved(_ pipeline: Pipeline) -> (Pipeline, DefinedCommand?) {
        guard let name = pipeline.command.firstBareWord else { return (pipeline, nil) }
        if let command = state.definedCommand(name) { return (pipeline, command) }
        guard let alias = state.alias(name) else { return (pipeline, nil) }
        let expanded = alias.expanded(in: pipeline)
        return (expanded, expanded.command.firstBareWord.flatMap(state.definedCommand))
    }

    private func commandValue(of pipeline: Pipeline) async throws -> Value {
        let (command, bound) = try Self.bound(pipeline.command)
        if state.session.isInTransaction, !bound.signature.fitsTransaction {
            throw FGError(
                .usage,
                "\(bound.signature.name) cannot be taken back, so it does not run inside atomic",
                hint: "put it behind the block"
            )
        }
        if state.mode.isRestricted, let violation = Restriction.violations(in: pipeline, of: bound).first {
            throw FGError(.denied, violation.message, hint: violation.hint)
        }
        var invocation = try await invocation(of: bound)
        invocation.rowLimit = try rowLimit(of: pipeline.stages)
        do {
            let value = try await ForegroundRun.working {
                try await inProject(bound.project) { try await result(of: command, invocation, pipeline) }
            }
            return try await staged(value, pipeline.stages)
        } catch let failure as PartialFailure {
            throw PartialFailure(try await staged(failure.value, pipeline.stages), failure.error)
        }
    }

    /// Runs the command with its progress shown: long work as an operation of the site.
    private func result(
        of command: FGCommands.Command,
        _ invocation: Invocation,
        _ pipeline: Pipeline
    ) async throws -> Value {
        if let job = BackgroundJob.current {
            return try await command.run(invocation, context(progress: job.progress))
        }
        let (state, run) = (state, ForegroundRun.current)
        let display = ProgressDisplay(
            mode: { state.output.progress(state) },
            isWanted: { !state.mode.isQuiet && run?.isEnding != true }
        )
        defer { display.finish() }
        let context = context { display.show($0) }
        guard command.signature.isLong, !context.isDryRun(invocation) else {
            return try await command.run(invocation, context)
        }
        return try await state.session.operations.run(
            work(of: pipeline),
            progress: context.progress,
            describing: { JSONText.text($0) },
            { try await command.run(invocation, context.saying($0)) }
        )
    }

    /// Does a command's work in the project that the call names, if it names one.
    ///
    /// - Throws: what `work` throws; as `Session.override` for a project that is not there.
    func inProject<Result: Sendable>(_ project: BoundCommand.Argument?, _ work: () async throws -> Result)
        async throws
        -> Result
    {
        guard let project, let name = try await texts([project]).first else {
            return try await work()
        }
        let override = try state.session.override(project: name)
        return try await SessionOverride.$current.withValue(override) { try await work() }
    }

    /// What a command can reach.
    func context(progress: @escaping ProgressHandler = { _ in }) -> CommandContext {
        CommandContext(session: state.session, shell: state, folder: interpreter.folder, progress: progress)
    }

    /// The command of a pipeline with its words bound; nil for one that a script defined.
    func command(of pipeline: Pipeline) throws -> (FGCommands.Command, BoundCommand)? {
        let (pipeline, defined) = resolved(pipeline)
        return defined == nil ? try Self.bound(pipeline.command) : nil
    }

    /// The text of a pipeline as operations keep it: the dash says what a failure means to the script, and is no part
    /// of the work.
    func work(of pipeline: Pipeline) -> String {
        var text = source.text(pipeline.range)[...]
        if pipeline.command.toleratesFailure { text = text.drop { $0 == "-" || $0.isWhitespace } }
        return ShellState.mask.masked(String(text))
    }

    private static func bound(_ call: CommandCall) throws -> (FGCommands.Command, BoundCommand) {
        let bound = try Checker.bind(call, table: CommandRegistry.table)
        guard let command = CommandRegistry.command(named: bound.signature.name) else {
            throw FGError(.usage, "no command is called \"\(bound.signature.name)\"")
        }
        return (command, bound)
    }

    func invocation(of bound: BoundCommand) async throws -> Invocation {
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
            variable: interpreter.variable
        )
        invocation.trailing = try bound.trailing.map { try $0.text(interpreter.variable) }
        return invocation
    }

    private func texts(_ arguments: [BoundCommand.Argument]) async throws -> [String] {
        var texts: [String] = []
        for argument in arguments {
            switch argument {
            case .word(let word): texts.append(try word.text(interpreter.variable))
            case .pipeline(let nested): texts.append(try await value(of: nested).literal)
            }
        }
        return texts
    }

    private func write(_ value: Value, to redirect: Redirect) throws {
        let name = FilePath(try redirect.file.text(interpreter.variable))
        let file = interpreter.folder.map { name.resolved(in: $0) } ?? name
        let bytes = Array(state.output.text(value, state).utf8)
        if redirect.mode == .append { return try file.append(bytes) }
        try file.write(
            bytes,
            replacing: redirect.mode == .replace || state.setting("clobber") == "on",
            orHint: "append with >>, or replace it with >!"
        )
    }
}
