/// The text of statements as they are shown to others: values of secret options are `***`.
package enum StatementEcho {
    /// A statement as it is written, without its secrets.
    package static func text(of statement: Statement, in source: Source, table: CommandTable) -> String {
        var text = ""
        var start = statement.range.lowerBound
        let found = secrets(of: statement, table).sorted { $0.lowerBound < $1.lowerBound }
        for secret in found where secret.lowerBound >= start {
            text += source.text(start..<secret.lowerBound) + "***"
            start = secret.upperBound
        }
        return text + source.text(start..<max(start, statement.range.upperBound))
    }

    private static func secrets(of statement: Statement, _ table: CommandTable) -> [SourceRange] {
        switch statement.kind {
        case .letPipeline(_, let pipeline), .pipeline(let pipeline): secrets(of: pipeline, table)
        default: []
        }
    }

    private static func secrets(of pipeline: Pipeline, _ table: CommandTable) -> [SourceRange] {
        let bound = try? Checker.bind(pipeline.command, table: table)
        let options = bound?.signature.options.filter(\.isSecret) ?? []
        let own = options.flatMap { bound?.options[$0.name] ?? [] }.map(\.range)
        return own
            + pipeline.command.items.flatMap { item in
                if case .pipeline(let nested) = item { return secrets(of: nested, table) }
                return []
            }
    }
}
