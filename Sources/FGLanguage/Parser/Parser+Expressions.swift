extension Parser {
    // expression = operand { OPERATOR operand }
    //
    // By precedence: `or` binds least, then `and`, comparisons, sums, products.
    mutating func expression(_ mode: LexerMode, _ form: ExpressionForm = .any) -> Expression? {
        nested("the value is", at: peek(mode).range) { $0.expression(above: 0, mode, form) }
    }

    /// What may stand in an expression.
    enum ExpressionForm {
        case any
        /// A `{` begins the block behind the expression, and no record.
        case beforeBlock
    }

    private mutating func expression(above precedence: Int, _ mode: LexerMode, _ form: ExpressionForm)
        -> Expression?
    {
        guard var left = operand(mode, form) else { return nil }
        while let infix = infix(mode), infix.precedence >= precedence {
            let token = advance(mode)
            terms += 1
            guard terms <= Self.termLimit else {
                report("the value has too many terms", at: token.range, hint: "at most \(Self.termLimit)")
                skipStatement()
                return nil
            }
            guard let right = expression(above: infix.precedence + 1, mode, form) else { return nil }
            left = Expression(
                .binary(infix, left, right),
                range: left.range.lowerBound..<right.range.upperBound
            )
        }
        return left
    }

    /// The operator that comes next.
    private mutating func infix(_ mode: LexerMode) -> Expression.Operator? {
        switch peek(mode).kind {
        case .comparison(let text):
            if let infix = Expression.Operator(rawValue: text) { return infix }
            report("\"=\" is no comparison", at: peek(mode).range, hint: "compare with ==")
            return .equal
        case .word(let word):
            return word.bareText.flatMap(Expression.Operator.init(rawValue:))
        default: return nil
        }
    }

    // operand = word | "not" operand | "(" ( expression | pipeline ) ")" | "[" { expression "," } "]"
    //         | "{" { NAME "=" expression "," } "}"
    private mutating func operand(_ mode: LexerMode, _ form: ExpressionForm) -> Expression? {
        var negations: [Int] = []
        while case .word(let word) = peek(mode).kind, word.bareText == "not" {
            negations.append(advance(mode).range.lowerBound)
        }
        guard negations.count <= Self.nestingLimit else {
            report("the value is nested too deep", at: peek(mode).range)
            skipStatement()
            return nil
        }
        guard var result = plainOperand(mode, form) else { return nil }
        for start in negations.reversed() {
            result = Expression(.not(result), range: start..<result.range.upperBound)
        }
        return result
    }

    private mutating func plainOperand(_ mode: LexerMode, _ form: ExpressionForm) -> Expression? {
        let token = peek(mode)
        switch token.kind {
        case .word(let word) where infix(mode) == nil:
            advance(mode)
            return Expression(.word(word), range: word.range)
        case .openParenthesis: return parenthesizedValue()
        case .openBracket:
            advance(mode)
            return insideParentheses { $0.list(after: token) }
        case .openBrace where form == .any:
            advance(mode)
            return insideParentheses { $0.record(after: token) }
        default:
            unexpected(token, expected: "a value", hint: "put text that is no plain word between quotes")
            skipStatement()
            return nil
        }
    }

    /// `( … )` holds an expression when it begins like one, with a variable, a number, a quote or a bracket, else a command.
    private mutating func parenthesizedValue() -> Expression? {
        let opening = advance(.expression)
        return insideParentheses { parser in
            parser.skipTerminators(.expression)
            guard parser.beginsValue() else {
                parser.restart(at: opening)
                guard let pipeline = parser.parenthesized() else { return nil }
                return Expression(.pipeline(pipeline), range: opening.range.lowerBound..<parser.passedEnd)
            }
            guard let inner = parser.expression(.expression) else { return nil }
            guard parser.close(.closeParenthesis, of: opening, "(", ")") else { return nil }
            return Expression(.group(inner), range: opening.range.lowerBound..<parser.passedEnd)
        }
    }

    private mutating func beginsValue() -> Bool {
        switch peek(.expression).kind {
        case .openParenthesis, .openBracket, .openBrace: return true
        case .word(let word):
            guard let text = word.bareText else { return true }
            return ["not", "true", "false"].contains(text)
                || text.utf8.first.map { (0x30...0x39).contains($0) } ?? false
        default: return false
        }
    }

    private mutating func list(after opening: Token) -> Expression? {
        var elements: [Expression] = []
        while true {
            skipTerminators(.expression)
            if [.closeBracket, .end].contains(peek(.expression).kind) { break }
            guard let element = expression(.expression) else { return nil }
            elements.append(element)
            guard takeComma() else { break }
        }
        guard close(.closeBracket, of: opening, "[", "]") else { return nil }
        return Expression(.list(elements), range: opening.range.lowerBound..<passedEnd)
    }

    private mutating func record(after opening: Token) -> Expression? {
        var entries: [Expression.Entry] = []
        while true {
            skipTerminators(.expression)
            if [.closeBrace, .end].contains(peek(.expression).kind) { break }
            guard let entry = entry(after: entries) else { return nil }
            entries.append(entry)
            guard takeComma() else { break }
        }
        guard close(.closeBrace, of: opening, "{", "}") else { return nil }
        return Expression(.record(entries), range: opening.range.lowerBound..<passedEnd)
    }

    private mutating func entry(after entries: [Expression.Entry]) -> Expression.Entry? {
        let token = peek(.expression)
        guard case .word(let word) = token.kind, let name = word.bareText, Self.isFieldName(name) else {
            unexpected(token, expected: "a field's name", hint: "{ name = VALUE, size = VALUE }")
            skipStatement()
            return nil
        }
        advance(.expression)
        if entries.contains(where: { $0.name.name == name }) {
            report("the field \(name) stands twice", at: word.range)
        }
        guard case .comparison("=") = peek(.expression).kind else {
            unexpected(peek(.expression), expected: "= after the field's name", hint: "\(name) = VALUE")
            skipStatement()
            return nil
        }
        advance(.expression)
        guard let value = expression(.expression) else { return nil }
        return Expression.Entry(name: NamedRange(name, range: word.range), value: value)
    }

    private mutating func takeComma() -> Bool {
        guard case .comma = peek(.expression).kind else { return false }
        advance(.expression)
        return true
    }

    /// Passes a closing character; false, with a diagnostic, when another thing stands there.
    private mutating func close(
        _ kind: Token.Kind,
        of opening: Token,
        _ character: Character,
        _ closing: Character
    ) -> Bool {
        skipTerminators(.expression)
        guard peek(.expression).kind == kind else {
            notClosed(opening, character, closing, .expression)
            return false
        }
        advance(.expression)
        return true
    }
}
