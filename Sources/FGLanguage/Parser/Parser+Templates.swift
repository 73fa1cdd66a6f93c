extension Parser {
    // "template" NAME "{" { line ( NEWLINE | ";" ) } "}"
    //
    // Nil without a word when no block follows: then `template` is the noun of a command.
    mutating func templateDefinition() -> Statement? {
        let start = peek().range.lowerBound
        let keyword = advance()
        guard case .word(let name) = peek().kind else {
            restart(at: keyword)
            return nil
        }
        advance()
        guard case .openBrace = peek().kind, let text = name.bareText else {
            restart(at: keyword)
            return nil
        }
        let opening = advance()
        let lines = templateLines(opening)
        let range = start..<passedEnd
        return Statement(
            kind: .template(
                TemplateDefinition(
                    name: NamedRange(text, range: name.range),
                    lines: lines,
                    range: range
                )
            ),
            range: range
        )
    }

    /// Lines up to the brace that closes the opening one, or to the end of a text that has none.
    mutating func templateLines(_ opening: Token?) -> [TemplateLine] {
        var lines: [TemplateLine] = []
        while true {
            switch peek().kind {
            case .terminator: advance()
            case .closeBrace where opening != nil:
                advance()
                return lines
            case .word(let word):
                advance()
                lines.append(templateLine(word))
            case .end:
                if let opening { notClosed(opening, "{", "}") }
                return lines
            default:
                unexpected(peek(), expected: "a template line")
                advance()
            }
        }
    }

    // line = KEYWORD { [ NAME "=" ] word }
    private mutating func templateLine(_ keyword: Word) -> TemplateLine {
        var arguments: [TemplateArgument] = []
        while case .word(let word) = peek().kind {
            advance()
            arguments.append(Self.argument(word))
        }
        if keyword.bareText == nil {
            report("a template line starts with a plain word", at: keyword.range)
        }
        let end = arguments.last?.range.upperBound ?? keyword.range.upperBound
        return TemplateLine(
            keyword: NamedRange(keyword.literal ?? "", range: keyword.range),
            arguments: arguments,
            range: keyword.range.lowerBound..<end
        )
    }

    /// Splits `name=value`; a `=` after anything but a plain name, as in `gcc>=12`, belongs to the word.
    private static func argument(_ word: Word) -> TemplateArgument {
        guard case .bare(let text) = word.parts[0], let equals = text.firstIndex(of: "=") else {
            return TemplateArgument(name: nil, value: word, range: word.range)
        }
        let name = String(text[..<equals])
        let isName = name.first.map { $0.isASCII && $0.isLetter } ?? false
        guard isName,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        else {
            return TemplateArgument(name: nil, value: word, range: word.range)
        }
        let start = word.range.lowerBound
        return TemplateArgument(
            name: NamedRange(name, range: start..<start + name.utf8.count),
            value: word.droppingFirst(name.utf8.count + 1),
            range: word.range
        )
    }
}
