import FGCore
import FGLanguage

extension PipelineRun {
    /// Runs a command that a script defined; its value is that of its last statement.
    func call(_ command: DefinedCommand, _ call: CommandCall) async throws -> Value {
        let evaluator = StatementRun(interpreter: interpreter, source: command.source).evaluator
        let words = DefinedCall(call)
        if let problem = words.diagnostics.first {
            throw FGError(.usage, problem.message, hint: problem.hint)
        }
        var arguments: [Value] = []
        for argument in words.arguments {
            switch argument {
            case .word(let word): arguments.append(try evaluator.value(of: word))
            case .pipeline(let nested): arguments.append(try await value(of: nested))
            }
        }
        let names = command.definition.parameters.map(\.name)
        guard arguments.count == names.count else {
            let count = names.count == 1 ? "1 argument" : "\(names.count) arguments"
            throw FGError(.usage, "\(command.definition.name.name) takes \(count), not \(arguments.count)")
        }
        guard RunContext.depth < RunContext.depthLimit else {
            throw FGError(
                .usage,
                "\(command.definition.name.name) calls itself deeper than \(RunContext.depthLimit) times"
            )
        }
        let values = Dictionary(zip(names, arguments)) { first, _ in first }
        let scope = Scope(.call, values, outside: state.globals)
        let inner = interpreter.inside(scope, folder: command.folder)
        let run = StatementRun(interpreter: inner, source: command.source)
        return try await RunContext.$depth.withValue(RunContext.depth + 1) {
            try await inProject(words.project) { try await run.run(command.definition.body, true) ?? .null }
        }
    }
}
