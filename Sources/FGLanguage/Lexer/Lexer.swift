/// Cuts a text into tokens, one at a time, as the parser asks for them.
struct Lexer {
    let source: Source
    private(set) var position = 0
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var comments: [Comment] = []
    /// The quote, or the backslash, that the text ended in.
    private(set) var openAtEnd: Character?
    /// Whether a newline is a blank, as it is inside an open parenthesis.
    var continuesLines = false

    init(_ source: Source) {
        self.source = source
    }

    /// Goes back to an offset, to read it again in another mode.
    mutating func rewind(to offset: Int) {
        position = offset
        // Both are in the order of the text, token by token.
        while let last = comments.last, last.range.lowerBound >= offset { comments.removeLast() }
        while let last = diagnostics.last, last.range.lowerBound >= offset { diagnostics.removeLast() }
    }

    /// The next token; `end` again and again at the end.
    mutating func next(_ mode: LexerMode) -> Token {
        skipBlanks()
        let start = position
        guard let byte = peek() else { return Token(kind: .end, range: start..<start) }
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: ";"): return single(.terminator)
        case UInt8(ascii: "|"):
            if peek(1) == UInt8(ascii: "!") { return take(2, .hostPipe) }
            return single(.pipe)
        case UInt8(ascii: "{"): return single(.openBrace)
        case UInt8(ascii: "}"): return single(.closeBrace)
        case UInt8(ascii: "("): return single(.openParenthesis)
        case UInt8(ascii: ")"): return single(.closeParenthesis)
        case UInt8(ascii: ",") where mode == .condition || mode == .expression: return single(.comma)
        case UInt8(ascii: "[") where mode == .value || mode == .expression: return single(.openBracket)
        case UInt8(ascii: "]") where mode == .expression: return single(.closeBracket)
        case UInt8(ascii: "&") where WordScanner(source: source, position: position, mode: mode).endsStatement:
            return single(.ampersand)
        default: break
        }
        if mode != .words, let comparison = comparison(mode) { return comparison }
        if byte == UInt8(ascii: ">") {
            switch peek(1) {
            case UInt8(ascii: ">"): return take(2, .redirect(.append))
            case UInt8(ascii: "!"): return take(2, .redirect(.replace))
            default: return take(1, .redirect(.create))
            }
        }
        return word(mode)
    }

    private mutating func comparison(_ mode: LexerMode) -> Token? {
        for text in ["==", "!=", "<=", ">=", "<", ">", "~", "="] where starts(with: text) {
            let after = peek(text.utf8.count)
            // In a value an operator stands between blanks.
            if mode == .value, let after, !WordScanner.isBlank(after) { return nil }
            return take(text.utf8.count, .comparison(text))
        }
        return nil
    }

    private mutating func word(_ mode: LexerMode) -> Token {
        let start = position
        var scanner = WordScanner(source: source, position: position, mode: mode)
        let parts = scanner.scan()
        position = max(scanner.position, start + 1)
        diagnostics += scanner.diagnostics
        openAtEnd = openAtEnd ?? scanner.openAtEnd
        let range = start..<position
        return Token(kind: .word(Word(parts, range: range)), range: range)
    }

    /// Skips blanks, continued lines and comments.
    private mutating func skipBlanks() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "\n") where continuesLines: position += 1
            case UInt8(ascii: "\\") where peek(1) == UInt8(ascii: "\n"): position += 2
            case UInt8(ascii: "\\") where peek(1) == UInt8(ascii: "\r") && peek(2) == UInt8(ascii: "\n"):
                position += 3
            case UInt8(ascii: "\\") where peek(1) == nil:
                position += 1
                openAtEnd = "\\"
            case UInt8(ascii: "#"): comment()
            default: return
            }
        }
    }

    private mutating func comment() {
        let start = position
        while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
        var before = start
        while before > 0, [UInt8(ascii: " "), UInt8(ascii: "\t")].contains(source.bytes[before - 1]) {
            before -= 1
        }
        let text = source.text(start..<position)
        comments.append(
            Comment(
                text: text.hasSuffix("\r") ? String(text.dropLast()) : text,
                range: start..<position,
                ownsLine: before == 0 || source.bytes[before - 1] == UInt8(ascii: "\n")
            )
        )
    }

    private mutating func single(_ kind: Token.Kind) -> Token { take(1, kind) }

    private mutating func take(_ count: Int, _ kind: Token.Kind) -> Token {
        let start = position
        position += count
        return Token(kind: kind, range: start..<position)
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < source.bytes.count ? source.bytes[position + ahead] : nil
    }

    private func starts(with text: String) -> Bool {
        source.bytes[position...].starts(with: text.utf8)
    }
}
