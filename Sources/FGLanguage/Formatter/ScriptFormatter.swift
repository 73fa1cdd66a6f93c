/// Prints a script in its canonical form: one statement a line, one blank between words, template blocks aligned.
///
/// Words stay as they were written, comments stay where they were; formatting twice changes nothing. A statement with
/// comments between its words stays as it was written.
package struct ScriptFormatter {
    private let source: Source
    private let script: Script
    private var lines: [String] = []
    private var comments: ArraySlice<Comment>
    private var lastOffset = 0

    /// The canonical form of a text that parses without errors.
    package static func format(_ source: Source, _ script: Script) -> String {
        var formatter = ScriptFormatter(source: source, script: script)
        return formatter.format()
    }

    private init(source: Source, script: Script) {
        self.source = source
        self.script = script
        comments = script.comments[...]
    }

    private mutating func format() -> String {
        for (index, statement) in script.statements.enumerated() {
            takeComments(before: statement.range.lowerBound, indent: "")
            separate(before: statement.range.lowerBound)
            lastOffset = statement.range.upperBound
            switch statement.kind {
            case .template(let definition): format(definition)
            default:
                let inner = comments.prefix { $0.range.lowerBound < statement.range.upperBound }
                comments = comments.dropFirst(inner.count)
                lines.append(inner.isEmpty ? text(of: statement) : source.text(statement.range))
            }
            let next = script.statements.dropFirst(index + 1).first?.range.lowerBound
            takeTrailingComment(after: statement.range.upperBound, before: next)
        }
        takeComments(before: source.bytes.count + 1, indent: "")
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    /// Keeps one blank line where the text had some.
    private mutating func separate(before offset: Int) {
        guard !lines.isEmpty, lastOffset < offset else { return }
        let newlines = source.bytes[lastOffset..<offset].filter { $0 == 0x0a }.count
        if newlines > 1 { lines.append("") }
    }

    private mutating func takeComments(before offset: Int, indent: String) {
        while let comment = comments.first, comment.range.lowerBound < offset {
            comments = comments.dropFirst()
            separate(before: comment.range.lowerBound)
            lines.append(indent + comment.text)
            lastOffset = comment.range.upperBound
        }
    }

    private mutating func takeTrailingComment(after offset: Int, before next: Int?) {
        guard let comment = comments.first, !comment.ownsLine, !lines.isEmpty,
            comment.range.lowerBound < next ?? .max,
            !source.bytes[min(offset, comment.range.lowerBound)..<comment.range.lowerBound].contains(0x0a)
        else { return }
        comments = comments.dropFirst()
        lines[lines.count - 1] += "  " + comment.text
        lastOffset = comment.range.upperBound
    }

    private mutating func format(_ definition: TemplateDefinition) {
        lines.append("template \(definition.name.name) {")
        let first = definition.lines.first?.range.lowerBound ?? definition.range.upperBound
        // Between the name and the brace there are only blanks and continued lines.
        let brace = source.bytes[definition.name.range.upperBound...].firstIndex(of: UInt8(ascii: "{"))
        takeTrailingComment(after: brace ?? definition.name.range.upperBound, before: first)
        let width = definition.lines.map { $0.keyword.name.count }.max() ?? 0
        lastOffset = definition.name.range.upperBound
        var isFirst = true
        for (index, line) in definition.lines.enumerated() {
            let start = lines.count
            takeComments(before: line.range.lowerBound, indent: "    ")
            if isFirst, start < lines.count, lines[start].isEmpty { lines.remove(at: start) }
            if !isFirst || start < lines.count { separate(before: line.range.lowerBound) }
            isFirst = false
            let words = line.arguments.map { source.text($0.range) }.joined(separator: " ")
            let padding = String(repeating: " ", count: width - line.keyword.name.count + 1)
            lines.append("    " + line.keyword.name + (words.isEmpty ? "" : padding + words))
            lastOffset = line.range.upperBound
            let next = definition.lines.dropFirst(index + 1).first?.range.lowerBound
            takeTrailingComment(after: line.range.upperBound, before: next ?? definition.range.upperBound)
        }
        takeComments(before: definition.range.upperBound, indent: "    ")
        lines.append("}")
        lastOffset = definition.range.upperBound
    }

    private func text(of statement: Statement) -> String {
        switch statement.kind {
        case .letWord(let name, let word): "let \(name) = \(source.text(word.range))"
        case .letPipeline(let name, let pipeline): "let \(name) = (\(text(of: pipeline)))"
        case .pipeline(let pipeline): text(of: pipeline)
        case .template: ""
        }
    }

    private func text(of pipeline: Pipeline) -> String {
        var text = text(of: pipeline.command)
        for stage in pipeline.stages { text += " | " + self.text(of: stage) }
        if let redirect = pipeline.redirect {
            // A condition that could go on with a comparison would swallow the redirection.
            if let open = Self.openCondition(at: pipeline) {
                let condition = self.text(of: open)
                text = text.dropLast(condition.count) + "(\(condition))"
            }
            text += (redirect.appends ? " >> " : " > ") + source.text(redirect.file.range)
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

    private func text(of call: CommandCall) -> String {
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

    private func text(of stage: Stage) -> String {
        switch stage.kind {
        case .filter(let condition): "where " + text(of: condition)
        case .sort(let keys):
            "sort " + keys.map { ($0.isDescending ? "-" : "") + $0.field.name }.joined(separator: ",")
        case .columns(let names): "columns " + names.map(\.name).joined(separator: ",")
        case .first(let count): "first " + source.text(count.range)
        case .count: "count"
        }
    }

    private func text(of condition: Condition) -> String {
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
    private func grouped(_ inner: Condition, under outer: Condition) -> String {
        let text = text(of: inner)
        return switch (outer.kind, inner.kind) {
        case (.and, .or), (.not, .or), (.not, .and): "(\(text))"
        case (.and(_, let right), .and) where right == inner: "(\(text))"
        case (.or(_, let right), .or) where right == inner: "(\(text))"
        default: text
        }
    }
}
