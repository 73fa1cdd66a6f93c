import FGCore

extension Parser {
    // condition = disjunction
    mutating func condition() -> Condition? {
        terms = 0
        values = 0
        return disjunction()
    }

    // disjunction = conjunction { "or" conjunction }
    private mutating func disjunction() -> Condition? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.nestingLimit else {
            report("the condition is nested too deep", at: peek(.condition).range)
            return nil
        }
        guard var left = conjunction() else { return nil }
        while takeKeyword("or") {
            guard let right = conjunction() else { return nil }
            left = Condition(.or(left, right), range: left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    // conjunction = negation { "and" negation }
    private mutating func conjunction() -> Condition? {
        guard var left = negation() else { return nil }
        while takeKeyword("and") {
            guard let right = negation() else { return nil }
            left = Condition(.and(left, right), range: left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    // negation = { "not" } primary
    private mutating func negation() -> Condition? {
        var starts: [Int] = []
        while case .word(let word) = peek(.condition).kind, word.bareText == "not" {
            advance(.condition)
            starts.append(word.range.lowerBound)
        }
        guard starts.count <= Self.nestingLimit else {
            report("the condition is nested too deep", at: peek(.condition).range)
            return nil
        }
        guard var condition = primary() else { return nil }
        for start in starts.reversed() {
            condition = Condition(.not(condition), range: start..<condition.range.upperBound)
        }
        return condition
    }

    // primary = "(" disjunction ")" | "package" word [ comparison word ] | FIELD comparison word
    //         | FIELD "in" "(" word { "," word } ")" | FIELD
    private mutating func primary() -> Condition? {
        let token = peek(.condition)
        terms += 1
        guard terms <= Self.termLimit else {
            report(
                "the condition has too many terms",
                at: token.range,
                hint: "at most \(Self.termLimit)"
            )
            return nil
        }
        if case .openParenthesis = token.kind { return group() }
        guard case .word(let word) = token.kind, let field = word.bareText, Self.isFieldName(field) else {
            unexpected(token, expected: "a field, package, not or ( in the condition")
            return nil
        }
        advance(.condition)
        if field == "package", case .word = peek(.condition).kind { return packageCondition(word) }
        if case .comparison(let text) = peek(.condition).kind {
            return comparison(of: word, field, text)
        }
        if takeKeyword("in") { return membership(of: word, field) }
        return Condition(.flag(field), range: word.range)
    }

    private mutating func group() -> Condition? {
        let opening = advance(.condition)
        return insideParentheses { parser in
            guard let inner = parser.disjunction() else { return nil }
            guard case .closeParenthesis = parser.peek(.condition).kind else {
                parser.notClosed(opening, "(", ")", .condition)
                return nil
            }
            let end = parser.advance(.condition).range.upperBound
            return Condition(inner.kind, range: opening.range.lowerBound..<end)
        }
    }

    private mutating func comparison(of word: Word, _ field: String, _ text: String) -> Condition? {
        guard let comparison = comparisonOperator(text), let operand = operand() else { return nil }
        return Condition(
            .comparison(field: field, comparison, operand),
            range: word.range.lowerBound..<operand.range.upperBound
        )
    }

    private mutating func comparisonOperator(_ text: String) -> Condition.Operator? {
        let token = advance(.condition)
        if let comparison = Condition.Operator(rawValue: text) { return comparison }
        report("\"=\" is no comparison", at: token.range, hint: "compare with ==")
        return nil
    }

    private mutating func packageCondition(_ keyword: Word) -> Condition? {
        guard let name = operand() else { return nil }
        var version: Condition.PackageVersion?
        var end = name.range.upperBound
        if case .comparison(let text) = peek(.condition).kind {
            guard let comparison = comparisonOperator(text), let bound = operand() else { return nil }
            version = Condition.PackageVersion(comparison: comparison, version: bound)
            end = bound.range.upperBound
        }
        return Condition(.package(name: name, version), range: keyword.range.lowerBound..<end)
    }

    private mutating func membership(of word: Word, _ field: String) -> Condition? {
        let opening = peek(.condition)
        guard case .openParenthesis = opening.kind else {
            unexpected(opening, expected: "( after in", hint: "\(field) in (a, b)")
            return nil
        }
        advance(.condition)
        guard let operands = insideParentheses({ $0.operands(opening) }) else { return nil }
        return Condition(.membership(field: field, operands), range: word.range.lowerBound..<passedEnd)
    }

    /// Values with commas between them, and the parenthesis behind them.
    private mutating func operands(_ opening: Token) -> [Condition.Operand]? {
        var operands: [Condition.Operand] = []
        while true {
            guard let operand = operand() else { return nil }
            operands.append(operand)
            values += 1
            guard values <= Self.valueLimit else {
                report(
                    "the condition lists too many values",
                    at: operand.range,
                    hint: "at most \(Self.valueLimit)"
                )
                return nil
            }
            if case .comma = peek(.condition).kind {
                advance(.condition)
                continue
            }
            guard case .closeParenthesis = peek(.condition).kind else {
                notClosed(opening, "(", ")", .condition)
                return nil
            }
            advance(.condition)
            return operands
        }
    }

    private mutating func operand() -> Condition.Operand? {
        let token = peek(.condition)
        guard case .word(let word) = token.kind else {
            unexpected(token, expected: "a value")
            return nil
        }
        advance(.condition)
        if word.parts.count == 1, case .variable(let name, let field) = word.parts[0] {
            return Condition.Operand(.variable(name, field: field), range: word.range)
        }
        guard let text = word.literal else {
            report("a value in a condition is one literal or one variable", at: word.range)
            return nil
        }
        if word.bareText == "me" { return Condition.Operand(.me, range: word.range) }
        return Condition.Operand(.literal(.text(text)), range: word.range)
    }

    private mutating func takeKeyword(_ keyword: String) -> Bool {
        guard case .word(let word) = peek(.condition).kind, word.bareText == keyword else { return false }
        advance(.condition)
        return true
    }
}
