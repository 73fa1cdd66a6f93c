/// What statements with blocks, and those that give values, look like.
extension ScriptFormatter {
    /// A part of a statement that is printed over several lines.
    enum Piece {
        case text(String)
        case block(Block)
    }

    /// The parts of a statement; nil for one of one line without comments in it.
    func pieces(of statement: Statement) -> [Piece]? {
        switch statement.kind {
        case .loop(let loop):
            return [.text("for \(loop.name.name) in \(text(of: loop.values)) "), .block(loop.body)]
        case .branch(let branch): return pieces(of: branch)
        case .attempt(let attempt):
            return [.text("try "), .block(attempt.body)]
                + (attempt.alternative.map { [.text(" else "), .block($0)] } ?? [])
        case .atomic(let block): return [.text("atomic "), .block(block)]
        case .definition(let definition):
            let words = ["def", definition.name.name] + definition.parameters.map(\.name)
            return [.text(words.joined(separator: " ") + " "), .block(definition.body)]
        case .explanation(let inner): return prefixed("explain ", inner)
        case .timed(let inner): return prefixed("time ", inner)
        case .pipeline(let pipeline) where Self.block(of: pipeline) != nil: return pieces(of: pipeline)
        case .background(let pipeline) where Self.block(of: pipeline) != nil:
            return pieces(of: pipeline) + [.text(" &")]
        case .alias(let alias) where Self.block(of: alias.pipeline) != nil:
            return [.text("alias \(alias.name.name) = ")] + pieces(of: alias.pipeline)
        default:
            let isCommented = comments.first.map { $0.range.lowerBound < statement.range.upperBound } == true
            return isCommented ? [.text(text(of: statement))] : nil
        }
    }

    /// The block of the `each` that a pipeline ends with.
    private static func block(of pipeline: Pipeline) -> Block? {
        if case .each(let block) = pipeline.stages.last?.kind { block } else { nil }
    }

    private func pieces(of pipeline: Pipeline) -> [Piece] {
        [.text(text(of: pipeline))] + (Self.block(of: pipeline).map { [.block($0)] } ?? [])
    }

    private func prefixed(_ keyword: String, _ inner: Statement) -> [Piece]? {
        if case .template = inner.kind { return [.text(keyword + source.text(inner.range))] }
        return [.text(keyword)] + (pieces(of: inner) ?? [.text(text(of: inner))])
    }

    private func pieces(of branch: Branch) -> [Piece] {
        let first: [Piece] = [.text("if \(text(of: branch.condition)) "), .block(branch.body)]
        return switch branch.alternative {
        case .block(let block): first + [.text(" else "), .block(block)]
        case .branch(let next): first + [.text(" else ")] + pieces(of: next)
        case nil: first
        }
    }

    /// A statement on one line; empty for one that has more.
    func text(of statement: Statement) -> String {
        switch statement.kind {
        case .assignment(let name, let value): "let \(name.name) = \(text(of: value))"
        case .pipeline(let pipeline): text(of: pipeline)
        case .background(let pipeline): text(of: pipeline) + " &"
        case .host(let program): "!" + program.words.map { source.text($0.range) }.joined(separator: " ")
        case .alias(let alias): "alias \(alias.name.name) = \(text(of: alias.pipeline))"
        case .explanation(let inner): "explain " + text(of: inner)
        case .timed(let inner): "time " + text(of: inner)
        case .template, .loop, .branch, .attempt, .atomic, .definition: source.text(statement.range)
        }
    }

    func text(of expression: Expression) -> String {
        switch expression.kind {
        case .word(let word): source.text(word.range)
        case .pipeline(let pipeline): "(\(text(of: pipeline)))"
        case .group(let inner): "(\(text(of: inner)))"
        case .list(let elements): "[\(elements.map(text).joined(separator: ", "))]"
        case .record(let entries):
            entries.isEmpty
                ? "{}"
                : "{ \(entries.map { "\($0.name.name) = \(text(of: $0.value))" }.joined(separator: ", ")) }"
        case .not(let inner): "not \(text(of: inner))"
        case .binary(let infix, let left, let right):
            "\(text(of: left)) \(infix.rawValue) \(text(of: right))"
        }
    }
}
