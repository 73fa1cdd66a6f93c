package import FGCore

/// Gives the values of expressions.
package struct ExpressionEvaluator {
    /// The value of `$name` or `${name.field}`; nil if there is none.
    package let variable: (String, String?) throws -> Value?
    /// The result of a pipeline.
    package let run: (Pipeline) async throws -> Value

    package init(
        variable: @escaping (String, String?) throws -> Value?,
        run: @escaping (Pipeline) async throws -> Value
    ) {
        self.variable = variable
        self.run = run
    }

    /// The value of an expression.
    ///
    /// - Throws: `usage` with the place of what does not fit, and what its commands throw.
    package func value(of expression: Expression) async throws -> Value {
        switch expression.kind {
        case .word(let word): return try placed(expression) { try value(of: word) }
        case .pipeline(let pipeline): return try await run(pipeline)
        case .group(let inner): return try await value(of: inner)
        case .list(let elements):
            var values: [Value] = []
            for element in elements { values.append(try await value(of: element)) }
            return .list(values)
        case .record(let entries):
            var fields: [Record.Field] = []
            for entry in entries {
                fields.append(Record.Field(entry.name.name, try await value(of: entry.value)))
            }
            return .record(Record(fields))
        case .not(let inner):
            let value = try await value(of: inner)
            return try placed(inner) { .bool(try !Arithmetic.flag(value)) }
        case .binary(let infix, let left, let right):
            let first = try await value(of: left)
            // What is decided by its left side runs no command of its right one.
            if infix == .and || infix == .or,
                try placed(left, { try Arithmetic.flag(first, of: infix) }) == (infix == .or)
            {
                return first
            }
            let second = try await value(of: right)
            return try placed(expression) { try Arithmetic.value(first, infix, second) }
        }
    }

    /// Whether a condition holds.
    ///
    /// - Throws: as `value(of:)`, and `usage` for a value that is neither true nor false.
    package func holds(_ condition: Expression) async throws -> Bool {
        let value = try await value(of: condition)
        return try placed(condition) { try Arithmetic.flag(value) }
    }

    /// The value of a word: that of a variable that stands alone, what a bare word means, else a text.
    ///
    /// - Throws: `usage` for a variable that is not defined.
    package func value(of word: Word) throws -> Value {
        if word.parts.count == 1 {
            switch word.parts[0] {
            case .bare(let text): return try Value.range(text) ?? Value(bare: text)
            case .variable(let name, let field):
                if let value = try variable(name, field) { return value }
            case .quoted: break
            }
        }
        let text = try word.text(variable)
        return word.isRange ? try Value.range(text) ?? .text(text) : .text(text)
    }

    private func placed<Result>(_ expression: Expression, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as FGError {
            throw PlacedError(error, at: expression.range)
        }
    }
}
