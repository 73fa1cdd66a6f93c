extension Parser {
    // command = [ "-" ] words { argument } [ "where" condition ] { argument } [ "--" { word } ]
    mutating func command() -> CommandCall? {
        guard case .word(var first) = peek().kind else {
            unexpected(peek(), expected: "a command")
            skipStatement()
            return nil
        }
        let start = first.range.lowerBound
        advance()
        var tolerates = false
        if first.begins(with: "-") {
            tolerates = true
            if first.bareText == "-" {
                guard case .word(let next) = peek().kind else {
                    unexpected(peek(), expected: "a command after -")
                    return nil
                }
                advance()
                first = next
            } else {
                first = first.droppingFirst(1)
            }
        }
        guard first.bareText != "", !first.begins(with: "-") else {
            report("expected a command, found \"\(lexer.source.text(first.range))\"", at: first.range)
            skipStatement()
            return nil
        }
        var items: [CommandCall.Item] = [.word(first)]
        var condition: Condition?
        var trailing: [Word]?
        loop: while true {
            let token = peek()
            switch token.kind {
            case .word(let word):
                advance()
                if word.bareText == "where" {
                    if condition != nil {
                        report("where stands twice", at: word.range, hint: "join the conditions with and")
                        skipStatement()
                        return nil
                    }
                    guard let parsed = self.condition() else {
                        skipStatement()
                        return nil
                    }
                    condition = parsed
                } else if word.bareText == "--" {
                    trailing = wordsToEnd()
                    break loop
                } else {
                    items.append(Self.item(word))
                }
            case .openParenthesis:
                guard let nested = parenthesized() else { return nil }
                items.append(.pipeline(nested))
            default: break loop
            }
        }
        return CommandCall(
            toleratesFailure: tolerates,
            items: items,
            condition: condition,
            trailing: trailing,
            range: start..<passedEnd
        )
    }

    /// The words up to something else.
    mutating func wordsToEnd() -> [Word] {
        var words: [Word] = []
        while case .word(let word) = peek().kind {
            advance()
            words.append(word)
        }
        return words
    }

    /// A word, or an option when it starts with two bare dashes.
    private static func item(_ word: Word) -> CommandCall.Item {
        guard case .bare(let text) = word.parts[0], text.hasPrefix("--"), text.utf8.count > 2 else {
            return .word(word)
        }
        let name = String(text.dropFirst(2).prefix { $0 != "=" })
        let start = word.range.lowerBound
        let range = start..<start + 2 + name.utf8.count
        guard text.contains("=") else {
            return word.parts.count == 1
                ? .option(NamedRange(name, range: range), value: nil) : .word(word)
        }
        return .option(NamedRange(name, range: range), value: word.droppingFirst(3 + name.utf8.count))
    }
}
