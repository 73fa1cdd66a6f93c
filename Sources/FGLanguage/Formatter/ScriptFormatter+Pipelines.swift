/// How the parts of a statement are written on one line.
extension ScriptFormatter {
    func text(of pipeline: Pipeline) -> String {
        var text = text(of: pipeline.command)
        for stage in pipeline.stages { text += " | " + self.text(of: stage) }
        if let redirect = pipeline.redirect {
            // A condition that could go on with a comparison would swallow the redirection.
            if let open = Self.openCondition(at: pipeline) {
                let condition = self.text(of: open)
                text = text.dropLast(condition.count) + "(\(condition))"
            }
            text += " \(redirect.mode.rawValue) " + source.text(redirect.file.range)
        }
        if let program = pipeline.hostProgram {
            text += " |! " + program.words.map { source.text($0.range) }.joined(separator: " ")
        }
        return text
    }

    /// The condition that a pipeline ends with, if more words could belong to it.
    private static func openCondition(at pipeline: Pipeline) -> Condition? {
        let condition: Condition?
        if let stage = pipeline.stages.last {
            guard case .filter(let filter) = stage.kind else { return nil }
            condition = filter
        } else {
            condition = pipeline.command.trailing == nil ? pipeline.command.condition : nil
        }
        guard let condition else { return nil }
        var last = condition
        while true {
            switch last.kind {
            case .and(_, let right), .or(_, let right): last = right
            case .not(let inner): last = inner
            case .flag: return condition
            case .package(_, let version): return version == nil ? condition : nil
            case .comparison, .membership: return nil
            }
        }
    }

    func text(of call: CommandCall) -> String {
        var words: [String] = []
        for item in call.items {
            switch item {
            case .word(let word): words.append(source.text(word.range))
            case .option(let name, let value):
                words.append(value.map { "--\(name.name)=" + source.text($0.range) } ?? "--\(name.name)")
            case .pipeline(let nested): words.append("(" + text(of: nested) + ")")
            }
        }
        if call.toleratesFailure, case .word(let first) = call.items.first {
            // A dash before a quote or a variable would be a part of that word.
            words[0] = (first.bareText == nil ? "- " : "-") + words[0]
        }
        if let condition = call.condition { words += ["where", text(of: condition)] }
        if let trailing = call.trailing { words += ["--"] + trailing.map { source.text($0.range) } }
        return words.joined(separator: " ")
    }

    func text(of stage: Stage) -> String {
        switch stage.kind {
        case .filter(let condition): "where " + text(of: condition)
        case .sort(let keys):
            "sort " + keys.map { ($0.isDescending ? "-" : "") + $0.field.name }.joined(separator: ",")
        case .columns(let names): "columns " + names.map(\.name).joined(separator: ",")
        case .first(let count): "first " + source.text(count.range)
        case .count: "count"
        // The words of the pipeline end where the block begins.
        case .each: "each "
        }
    }

    func text(of condition: Condition) -> String {
        switch condition.kind {
        case .and(let left, let right):
            "\(grouped(left, under: condition)) and \(grouped(right, under: condition))"
        case .or(let left, let right):
            "\(grouped(left, under: condition)) or \(grouped(right, under: condition))"
        case .not(let inner): "not \(grouped(inner, under: condition))"
        // Alone, because the word behind "package" would be the package's name.
        case .flag(let name): name == "package" ? "(package)" : name
        case .comparison(let field, let comparison, let operand):
            "\(field) \(comparison.rawValue) \(source.text(operand.range))"
        case .membership(let field, let operands):
            "\(field) in (\(operands.map { source.text($0.range) }.joined(separator: ", ")))"
        case .package(let name, let version):
            "package \(source.text(name.range))"
                + (version.map { " \($0.comparison.rawValue) \(source.text($0.version.range))" } ?? "")
        }
    }

    /// Puts parentheses where the tree needs them, and only there.
    func grouped(_ inner: Condition, under outer: Condition) -> String {
        let text = text(of: inner)
        return switch (outer.kind, inner.kind) {
        case (.and, .or), (.not, .or), (.not, .and): "(\(text))"
        case (.and(_, let right), .and) where right == inner: "(\(text))"
        case (.or(_, let right), .or) where right == inner: "(\(text))"
        default: text
        }
    }
}
