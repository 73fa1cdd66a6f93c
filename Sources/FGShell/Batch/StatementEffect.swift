import FGLanguage

/// What running a statement does beyond its result.
enum StatementEffect {
    /// Nothing that stays.
    case none
    /// It changes what the shell knows: a variable, a setting, the project. It must run again in a batch that goes on.
    case session
    /// It may change the site, a file, or what a program does.
    case changes

    init(of statement: Statement, _ table: CommandTable) {
        switch statement.kind {
        case .letWord: self = .session
        case .letPipeline(_, let pipeline): self = Self.changes(pipeline, table) ? .changes : .session
        case .pipeline(let pipeline):
            if Self.changes(pipeline, table) {
                self = .changes
            } else {
                let name = Self.signature(of: pipeline.command, table)?.name ?? ""
                self = name == "set" || name.hasPrefix("use ") ? .session : .none
            }
        default: self = .changes
        }
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
