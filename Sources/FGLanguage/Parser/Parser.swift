/// Reads a text into a script; collects what is wrong and goes on behind it.
///
/// One method a rule of the grammar, with the rule above it.
package struct Parser {
    /// What came of a text.
    package struct Result: Sendable {
        package let script: Script
        package let diagnostics: [Diagnostic]
        /// What is open at the end of the text: a quote, `(`, `{`, `|` or a backslash; nil when nothing is.
        package let open: Character?
        /// Where the last line starts that begins with a statement: all before it is a whole number of statements.
        package let lastStart: Int
    }

    static let nestingLimit = 64
    /// Terms of one condition: trees of them are walked recursively.
    package static let termLimit = 1000
    /// Values of one condition's lists: the catalog binds each of them.
    package static let valueLimit = 10_000

    var lexer: Lexer
    var diagnostics: [Diagnostic] = []
    var open: Character?
    var depth = 0
    var terms = 0
    var values = 0
    var branches = 0
    /// Where the text that was passed so far ends, without blanks and comments.
    private(set) var passedEnd = 0
    var lastStart = 0
    private var ahead: (mode: LexerMode, token: Token)?

    /// Parses a whole text.
    package static func parse(_ source: Source) -> Result {
        var parser = Parser(lexer: Lexer(source))
        // script = { statement ( NEWLINE | ";" ) }
        let statements = parser.statements(until: .end)
        let found = parser.lexer.diagnostics + parser.diagnostics + source.nulBytes
        return Result(
            script: Script(statements: statements, comments: parser.lexer.comments),
            diagnostics: found.sorted { $0.range.lowerBound < $1.range.lowerBound },
            open: parser.lexer.openAtEnd ?? parser.open,
            lastStart: parser.lastStart
        )
    }

    /// Parses a text of template lines alone, without a block around them.
    package static func parseTemplateLines(_ source: Source) -> (
        lines: [TemplateLine], diagnostics: [Diagnostic]
    ) {
        var parser = Parser(lexer: Lexer(source))
        let lines = parser.templateLines(nil)
        let found = parser.lexer.diagnostics + parser.diagnostics + source.nulBytes
        return (lines, found.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }

    private init(lexer: Lexer) {
        self.lexer = lexer
    }

    // "(" pipeline ")"
    mutating func parenthesized() -> Pipeline? {
        let opening = advance()
        return nested("parentheses are", at: opening.range) { $0.pipeline(after: opening) }
    }

    /// Reads what may hold others of its kind; nil, with a diagnostic, where that goes too deep for a recursive walk.
    mutating func nested<Result>(
        _ what: String,
        at range: SourceRange,
        _ body: (inout Parser) -> Result?
    ) -> Result? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.nestingLimit else {
            report("\(what) nested too deep", at: range, hint: "at most \(Self.nestingLimit)")
            skipStatement()
            return nil
        }
        return body(&self)
    }

    private mutating func pipeline(after opening: Token) -> Pipeline? {
        insideParentheses { parser in
            parser.skipTerminators()
            guard let inner = parser.pipeline() else { return nil }
            if let last = inner.stages.last, case .each = last.kind {
                parser.report(
                    "each gives no value",
                    at: last.range,
                    hint: "use for, or each at the end of a line"
                )
            }
            parser.skipTerminators()
            guard case .closeParenthesis = parser.peek().kind else {
                parser.notClosed(opening, "(", ")")
                return nil
            }
            parser.advance()
            return inner
        }
    }

    /// Reads what stands behind an opening parenthesis, where newlines are blanks.
    mutating func insideParentheses<Result>(_ body: (inout Parser) -> Result?) -> Result? {
        let before = lexer.continuesLines
        lexer.continuesLines = true
        defer { lexer.continuesLines = before }
        return body(&self)
    }

    // MARK: tokens

    /// The next token in a mode, not yet passed.
    mutating func peek(_ mode: LexerMode = .words) -> Token {
        if let ahead, ahead.mode == mode { return ahead.token }
        if let ahead { lexer.rewind(to: ahead.token.range.lowerBound) }
        let token = lexer.next(mode)
        ahead = (mode, token)
        return token
    }

    /// Passes the next token.
    @discardableResult
    mutating func advance(_ mode: LexerMode = .words) -> Token {
        let token = peek(mode)
        ahead = nil
        passedEnd = token.range.upperBound
        return token
    }

    /// Goes back to a token that was passed.
    mutating func restart(at token: Token) {
        lexer.rewind(to: token.range.lowerBound)
        ahead = nil
    }

    mutating func skipTerminators(_ mode: LexerMode = .words) {
        while case .terminator = peek(mode).kind { advance(mode) }
    }

    /// Passes everything up to the end of the statement, which ends with its line even inside parentheses.
    mutating func skipStatement() {
        lexer.continuesLines = false
        var braces = 0
        while true {
            switch peek().kind {
            case .end: return
            case .terminator where braces == 0: return
            case .closeBrace where braces == 0 && depth > 0: return
            case .openBrace: braces += 1
            case .closeBrace: braces = max(0, braces - 1)
            default: break
            }
            advance()
        }
    }

    mutating func report(_ message: String, at range: SourceRange, hint: String? = nil) {
        diagnostics.append(Diagnostic(message, at: range, hint: hint))
    }

    mutating func unexpected(_ token: Token, expected: String, hint: String? = nil) {
        if case .end = token.kind, lexer.continuesLines { open = open ?? "(" }
        let found =
            switch token.kind {
            case .end: "the end of the text"
            case .terminator where lexer.source.bytes[token.range.lowerBound] == 0x0a: "the end of the line"
            default: "\"\(lexer.source.text(token.range))\""
            }
        report("expected \(expected), found \(found)", at: token.range, hint: hint)
    }

    mutating func notClosed(
        _ opening: Token,
        _ character: Character,
        _ closing: Character,
        _ mode: LexerMode = .words
    ) {
        if case .end = peek(mode).kind {
            open = open ?? character
            report(
                "the \(character) is not closed",
                at: opening.range,
                hint: "put a \(closing) where it ends"
            )
        } else {
            unexpected(peek(mode), expected: "\(closing)")
            skipStatement()
        }
    }
}
