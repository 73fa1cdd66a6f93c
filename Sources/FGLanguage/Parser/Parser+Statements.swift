extension Parser {
    /// Words that begin statements of the language, or go on in them; no command has such a name.
    package static let keywords = [
        "let", "for", "if", "else", "try", "atomic", "def", "explain", "time", "in",
    ]

    // statement = "let" NAME "=" expression | "for" NAME "in" expression block
    //           | "if" expression block [ "else" ( block | if ) ] | "try" block [ "else" block ]
    //           | "atomic" block | "def" NAME { NAME } block | "alias" NAME "=" pipeline | ( "explain" | "time" ) statement
    //           | "template" NAME template-block | "!" PROGRAM { word } | pipeline [ "&" ]
    mutating func statement() -> Statement? {
        guard case .word(let word) = peek().kind else {
            unexpected(peek(), expected: "a command")
            skipStatement()
            return nil
        }
        let start = word.range.lowerBound
        terms = 0
        switch word.bareText {
        case "let": return letStatement()
        case "for": return compound(from: start) { $0.loop().map { .loop($0) } }
        case "if": return compound(from: start) { $0.branch().map { .branch($0) } }
        case "try": return compound(from: start) { $0.attempt().map { .attempt($0) } }
        case "atomic": return compound(from: start) { $0.block(after: "atomic").map { .atomic($0) } }
        case "def": return compound(from: start) { $0.definition().map { .definition($0) } }
        case "explain": return prefixed { .explanation($0) }
        case "time": return prefixed { .timed($0) }
        case "alias": if let alias = alias() { return alias }
        case "template": if let definition = templateDefinition() { return definition }
        case "else":
            report("else stands behind the } of an if or a try, on its line", at: word.range)
            skipStatement()
            return nil
        case "in":
            report("\"in\" is a word of the language and no command", at: word.range)
            skipStatement()
            return nil
        case .some where word.begins(with: "!"): return host(word)
        default: break
        }
        return pipelineStatement()
    }

    private mutating func pipelineStatement() -> Statement? {
        guard let pipeline = pipeline() else { return nil }
        guard case .ampersand = peek().kind else {
            return Statement(kind: .pipeline(pipeline), range: pipeline.range)
        }
        advance()
        return Statement(kind: .background(pipeline), range: pipeline.range.lowerBound..<passedEnd)
    }

    /// A statement that begins with a keyword and has blocks.
    private mutating func compound(
        from start: Int,
        _ body: (inout Parser) -> Statement.Kind?
    ) -> Statement? {
        advance()
        return body(&self).map { Statement(kind: $0, range: start..<passedEnd) }
    }

    // "let" NAME "=" expression
    private mutating func letStatement() -> Statement? {
        let start = advance().range.lowerBound
        guard let name = variableName(usage: "let NAME = VALUE") else { return nil }
        guard case .word(let equals) = peek().kind, equals.bareText == "=" else {
            unexpected(
                peek(),
                expected: "= after the variable's name",
                hint: "let \(name.name) = VALUE"
            )
            skipStatement()
            return nil
        }
        advance()
        switch peek(.value).kind {
        case .end, .terminator:
            let hint = "let \(name.name) = VALUE, or let \(name.name) = ( COMMAND )"
            unexpected(peek(.value), expected: "a value", hint: hint)
            return nil
        default: break
        }
        guard let value = expression(.value) else { return nil }
        return Statement(kind: .assignment(name, value), range: start..<passedEnd)
    }

    /// A variable's name, with or without its dollar.
    private mutating func variableName(usage: String) -> NamedRange? {
        guard case .word(let word) = peek().kind else {
            unexpected(peek(), expected: "a variable's name", hint: usage)
            skipStatement()
            return nil
        }
        advance()
        if word.parts.count == 1, case .variable(let name, nil) = word.parts[0] {
            return NamedRange(name, range: word.range)
        }
        guard let name = word.bareText, WordScanner.isVariableName(name) else {
            report(
                "\"\(lexer.source.text(word.range))\" is no variable's name",
                at: word.range,
                hint: "use a letter, then letters, digits, _ and -"
            )
            skipStatement()
            return nil
        }
        return NamedRange(name, range: word.range)
    }

    // "for" NAME "in" expression block
    private mutating func loop() -> Loop? {
        let usage = "for NAME in VALUES { … }"
        guard let name = variableName(usage: usage) else { return nil }
        guard case .word(let word) = peek().kind, word.bareText == "in" else {
            unexpected(peek(), expected: "in", hint: usage)
            skipStatement()
            return nil
        }
        advance()
        guard let values = expression(.expression, .beforeBlock) else { return nil }
        return block(after: "for").map { Loop(name: name, values: values, body: $0) }
    }

    // "if" expression block [ "else" ( block | if ) ]
    private mutating func branch() -> Branch? {
        guard let condition = expression(.expression, .beforeBlock), let body = block(after: "if") else {
            return nil
        }
        guard takeElse() else { return Branch(condition: condition, body: body, alternative: nil) }
        guard case .word(let word) = peek().kind, word.bareText == "if" else {
            return block(after: "else").map {
                Branch(condition: condition, body: body, alternative: .block($0))
            }
        }
        advance()
        branches += 1
        defer { branches -= 1 }
        guard branches <= Self.termLimit else {
            report("the if has too many branches", at: word.range, hint: "at most \(Self.termLimit)")
            skipStatement()
            return nil
        }
        return branch().map { Branch(condition: condition, body: body, alternative: .branch($0)) }
    }

    // "try" block [ "else" block ]
    private mutating func attempt() -> Attempt? {
        guard let body = block(after: "try") else { return nil }
        guard takeElse() else { return Attempt(body: body, alternative: nil) }
        return block(after: "else").map { Attempt(body: body, alternative: $0) }
    }

    private mutating func takeElse() -> Bool {
        guard case .word(let word) = peek().kind, word.bareText == "else" else { return false }
        advance()
        return true
    }

    // "def" NAME { NAME } block
    private mutating func definition() -> Definition? {
        guard case .word(let word) = peek().kind, let name = word.bareText, Self.isFieldName(name) else {
            unexpected(peek(), expected: "a name", hint: "def NAME PARAMETER… { … }")
            skipStatement()
            return nil
        }
        advance()
        var parameters: [NamedRange] = []
        while case .word = peek().kind {
            guard let parameter = variableName(usage: "def \(name) PARAMETER… { … }") else { return nil }
            if parameters.contains(where: { $0.name == parameter.name }) {
                report("the parameter \(parameter.name) stands twice", at: parameter.range)
            }
            parameters.append(parameter)
        }
        return block(after: "def \(name)").map {
            Definition(name: NamedRange(name, range: word.range), parameters: parameters, body: $0)
        }
    }

    // "alias" NAME "=" pipeline
    //
    // Nil with nothing passed when no `=` follows the name: then `alias` is a command.
    private mutating func alias() -> Statement? {
        let keyword = advance()
        guard case .word(let word) = peek().kind, let name = word.bareText else {
            restart(at: keyword)
            return nil
        }
        advance()
        guard case .word(let equals) = peek().kind, equals.bareText == "=" else {
            restart(at: keyword)
            return nil
        }
        advance()
        if !Self.isFieldName(name) || Self.keywords.contains(name) {
            report(
                "\"\(name)\" cannot be an alias",
                at: word.range,
                hint: "use a word of letters, digits, _ and -"
            )
        }
        guard let pipeline = pipeline() else { return nil }
        return Statement(
            kind: .alias(Alias(name: NamedRange(name, range: word.range), pipeline: pipeline)),
            range: keyword.range.lowerBound..<passedEnd
        )
    }

    // ( "explain" | "time" ) statement
    private mutating func prefixed(_ kind: (Statement) -> Statement.Kind) -> Statement? {
        let keyword = advance()
        let inner = nested("statements are", at: keyword.range) { $0.statement() }
        guard let inner else { return nil }
        return Statement(kind: kind(inner), range: keyword.range.lowerBound..<passedEnd)
    }

    // "!" PROGRAM { word }
    private mutating func host(_ first: Word) -> Statement? {
        advance()
        let program = first.droppingFirst(1)
        let words = (program.literal == "" ? [] : [program]) + wordsToEnd()
        guard !words.isEmpty else {
            report("a program is missing after !", at: first.range, hint: "!ls -l")
            skipStatement()
            return nil
        }
        let range = first.range.lowerBound..<passedEnd
        return Statement(kind: .host(HostProgram(words: words, range: range)), range: range)
    }

    // block = "{" { statement ( NEWLINE | ";" ) } "}"
    mutating func block(after owner: String) -> Block? {
        let opening = peek()
        guard case .openBrace = opening.kind else {
            if case .end = opening.kind { open = open ?? "{" }
            unexpected(opening, expected: "{ after \(owner)")
            skipStatement()
            return nil
        }
        return nested("blocks are", at: opening.range) { $0.block(from: opening) }
    }

    private mutating func block(from opening: Token) -> Block? {
        advance()
        // Inside a block lines end statements again, also where the block stands between parentheses.
        let before = lexer.continuesLines
        lexer.continuesLines = false
        defer { lexer.continuesLines = before }
        let statements = statements(until: .closeBrace)
        guard case .closeBrace = peek().kind else {
            notClosed(opening, "{", "}")
            return nil
        }
        advance()
        return Block(statements: statements, range: opening.range.lowerBound..<passedEnd)
    }

    /// Statements up to a closing brace, or with `.end` to the end of the text.
    mutating func statements(until closing: Token.Kind) -> [Statement] {
        var statements: [Statement] = []
        while true {
            let token = peek()
            switch token.kind {
            case .end: return statements
            case .closeBrace where closing == .closeBrace: return statements
            case .terminator: advance()
            default:
                if closing == .end { lastStart = lexer.source.lineStart(ofFirstIn: token.range) ?? lastStart }
                let statement = statement()
                statements += [statement].compactMap { $0 }
                let after = peek()
                // `&` ends a statement, as it does in other shells.
                var isEnded = false
                if case .background = statement?.kind { isEnded = true }
                if !isEnded, after.kind != .terminator, after.kind != .end, after.kind != closing {
                    unexpected(after, expected: "the end of the statement")
                    skipStatement()
                }
                // Every round passes at least one token, so that no text keeps the loop.
                if peek().range == token.range, token.kind != .end { advance() }
            }
        }
    }
}
