import FGLanguage

/// What running a statement does beyond its result.
enum StatementEffect: Int, Comparable {
    /// Nothing that stays.
    case none
    /// It changes what the shell knows: a variable, a setting, the project. It must run again in a batch that goes on.
    case session
    /// It may change the site, a file, or what a program does.
    case changes

    static func < (left: StatementEffect, right: StatementEffect) -> Bool { left.rawValue < right.rawValue }

    init(of statement: Statement, _ table: CommandTable) {
        switch statement.kind {
        case .assignment(_, let value): self = Self.changes(value, table) ? .changes : .session
        case .pipeline(let pipeline): self = Self.effect(of: pipeline, table)
        case .definition, .alias: self = .session
        case .explanation: self = .none
        case .template, .background, .host: self = .changes
        case .loop(let loop): self = Self.changes(loop.values, table) ? .changes : .none
        case .branch(let branch):
            self = Self.conditions(of: branch).contains { Self.changes($0, table) } ? .changes : .none
        case .attempt, .atomic, .timed: self = .none
        }
        for inner in statement.inner where self < .changes {
            self = max(self, StatementEffect(of: inner, table))
        }
    }

    private static func effect(of pipeline: Pipeline, _ table: CommandTable) -> StatementEffect {
        if changes(pipeline, table) { return .changes }
        let name = signature(of: pipeline.command, table)?.name ?? ""
        return name == "set" || name.hasPrefix("use ") ? .session : .none
    }

    private static func conditions(of branch: Branch) -> [Expression] {
        guard case .branch(let next) = branch.alternative else { return [branch.condition] }
        return [branch.condition] + conditions(of: next)
    }

    private static func changes(_ value: Expression, _ table: CommandTable) -> Bool {
        value.pipelines.contains { changes($0, table) }
    }

    private static func signature(of call: CommandCall, _ table: CommandTable) -> CommandSignature? {
        let words = call.items.prefix(2).compactMap { item -> String? in
            if case .word(let word) = item { return word.literal }
            return nil
        }
        if case .command(let signature, _) = table.match(words) { return signature }
        return nil
    }

    private static func changes(_ pipeline: Pipeline, _ table: CommandTable) -> Bool {
        guard let signature = signature(of: pipeline.command, table) else { return true }
        // What a file or a line of the history does is not known here.
        let isOpen = ["source", "history run"].contains(signature.name)
        if signature.effect != .reads || isOpen || pipeline.redirect != nil || pipeline.hostProgram != nil {
            return true
        }
        return pipeline.command.items.contains { item in
            switch item {
            case .pipeline(let nested): changes(nested, table)
            default: false
            }
        }
    }
}
