extension Parser {
    // pipeline = command { "|" stage } [ ( ">" | ">>" | ">!" ) word ] [ "|!" rest-of-line ]
    mutating func pipeline() -> Pipeline? {
        guard let command = command() else { return nil }
        var stages: [Stage] = []
        while case .pipe = peek().kind {
            let bar = advance()
            skipTerminators()
            if case .end = peek().kind { open = open ?? "|" }
            if case .each = stages.last?.kind {
                report("each ends a pipeline", at: bar.range, hint: "put what follows into its block")
            }
            guard let stage = stage(after: bar) else { return nil }
            stages.append(stage)
        }
        if case .each = stages.last?.kind, Self.isOutput(peek().kind) {
            report("each gives no value to write", at: peek().range, hint: "write inside its block")
        }
        var redirect: Redirect?
        if case .redirect(let mode) = peek().kind {
            advance()
            guard case .word(let file) = peek().kind else {
                unexpected(peek(), expected: "a file to write to")
                skipStatement()
                return nil
            }
            advance()
            redirect = Redirect(mode: mode, file: file)
        }
        return Pipeline(
            command: command,
            stages: stages,
            redirect: redirect,
            hostProgram: hostProgram(),
            range: command.range.lowerBound..<passedEnd
        )
    }

    private static func isOutput(_ kind: Token.Kind) -> Bool {
        switch kind {
        case .redirect, .hostPipe: true
        default: false
        }
    }

    private mutating func hostProgram() -> HostProgram? {
        guard case .hostPipe = peek().kind else { return nil }
        let bar = advance()
        let words = wordsToEnd()
        guard let last = words.last else {
            unexpected(peek(), expected: "a program after |!")
            return nil
        }
        return HostProgram(words: words, range: bar.range.lowerBound..<last.range.upperBound)
    }

    // stage = "where" condition | "sort" fields | "columns" fields | "first" count | "count" | "each" block
    private mutating func stage(after bar: Token) -> Stage? {
        guard case .word(let word) = peek().kind, let name = word.bareText else {
            unexpected(peek(), expected: "where, sort, columns, first, count or each after |")
            skipStatement()
            return nil
        }
        advance()
        let kind: Stage.Kind?
        switch name {
        case "where": kind = condition().map { .filter($0) }
        case "sort": kind = .sort(fieldNames().map(Self.sortKey))
        case "columns": kind = .columns(fieldNames())
        case "first": kind = firstStage()
        case "count": kind = .count
        case "each": kind = block(after: "each").map { .each($0) }
        default:
            report(
                "no stage is called \"\(name)\"",
                at: word.range,
                hint: NearestStage.hint(for: name)
                    ?? "stages are \(NearestStage.names.joined(separator: ", ")); |! runs a program"
            )
            kind = nil
        }
        guard let kind else {
            skipStatement()
            return nil
        }
        return Stage(kind: kind, range: word.range.lowerBound..<passedEnd)
    }

    private mutating func firstStage() -> Stage.Kind? {
        guard case .word(let count) = peek().kind else {
            unexpected(peek(), expected: "how many rows", hint: "first 20")
            return nil
        }
        advance()
        return .first(count)
    }

    /// Names with commas or blanks between them.
    private mutating func fieldNames() -> [NamedRange] {
        var names: [NamedRange] = []
        var isWrong = false
        while case .word(let word) = peek().kind {
            advance()
            var start = word.range.lowerBound
            for piece in (word.bareText ?? "\"").split(separator: ",", omittingEmptySubsequences: false) {
                let end = start + piece.utf8.count
                if piece.isEmpty || Self.isFieldName(piece.first == "-" ? piece.dropFirst() : piece) {
                    if !piece.isEmpty { names.append(NamedRange(String(piece), range: start..<end)) }
                } else if !isWrong {
                    isWrong = true
                    report(
                        "this is no field's name",
                        at: word.range,
                        hint: "write names as they are: name,size"
                    )
                }
                start = end + 1
            }
        }
        if names.isEmpty, !isWrong { unexpected(peek(), expected: "a field's name") }
        return names
    }

    /// Whether a text can name a field: a letter, then letters, digits, `_`, `-`, and the `.` before a property's name.
    static func isFieldName(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.".unicodeScalars.contains($0)
        }
    }

    private static func sortKey(_ field: NamedRange) -> SortKey {
        guard field.name.hasPrefix("-") else { return SortKey(field, isDescending: false) }
        let range = min(field.range.lowerBound + 1, field.range.upperBound)..<field.range.upperBound
        return SortKey(NamedRange(String(field.name.dropFirst()), range: range), isDescending: true)
    }
}
