/// Walks the tokens before the cursor and keeps what the last, unfinished word stands for.
struct CompletionAnalysis {
    let source: Source
    let table: CommandTable
    private var lexer: Lexer
    /// The innermost last; never empty.
    private var frames = [CompletionFrame(.statements)]
    var variables: [CompletionContext.Variable] = []
    var definitions: [String] = []
    private static let frameLimit = 200

    init(_ source: Source, table: CommandTable) {
        self.source = source
        self.table = table
        lexer = Lexer(source)
    }

    var frame: CompletionFrame {
        get { frames[frames.count - 1] }
        set { frames[frames.count - 1] = newValue }
    }

    mutating func run() -> CompletionContext {
        let end = source.bytes.count
        while true {
            lexer.continuesLines = frame.continuesLines
            let token = lexer.next(mode)
            switch token.kind {
            case .end: return wanted("", end..<end, nil)
            case .word(let word) where token.range.upperBound == end:
                return wanted(at: word)
            case .comparison(let text) where token.range.upperBound == end && ["=", "<", ">"].contains(text):
                if case .condition = frame.state { return wanted(text, token.range, nil) }
                take(token)
            default: take(token)
            }
        }
    }

    private var mode: LexerMode {
        if case .condition = frame.state { .condition } else { .words }
    }

    /// The context of the word that the cursor ends.
    private func wanted(at word: Word) -> CompletionContext {
        let bytes = source.bytes[word.range]
        let isOpen = lexer.openAtEnd == "'" || lexer.openAtEnd == "\""
        if lexer.openAtEnd != "'", let variable = VariableAtEnd(bytes, from: word.range.lowerBound) {
            return context(variable.wanted, variable.prefix, variable.range, nil)
        }
        let text = word.parts.map(Self.text).joined()
        return wanted(text, word.range, isOpen ? lexer.openAtEnd : bytes.first.flatMap(Self.quote))
    }

    private static func quote(_ byte: UInt8) -> Character? {
        byte == UInt8(ascii: "'") ? "'" : byte == UInt8(ascii: "\"") ? "\"" : nil
    }

    private static func text(_ part: Word.Part) -> String {
        switch part {
        case .bare(let text), .quoted(let text): text
        case .variable(let name, let field): "$\(name)" + (field.map { "." + $0 } ?? "")
        }
    }

    private mutating func take(_ token: Token) {
        switch token.kind {
        case .terminator:
            if frame.opening != .parenthesis { frame = frame.restarted }
        case .ampersand: frame = frame.restarted
        case .openParenthesis: openParenthesis()
        case .closeParenthesis: closeParenthesis()
        case .openBrace: openBrace()
        case .closeBrace: closeBrace()
        case .pipe where frame.signature != nil: endStage()
        case .hostPipe:
            frame.state = .hostProgram
            frame.words = []
        case .redirect:
            frame.state = .redirect
            frame.words = []
        case .comparison(let text):
            if case .joint = frame.state { frame.state = .expression } else { frame.condition.take(text) }
        case .comma: frame.condition.isInList = true
        case .word(let word): take(word.parts.map(Self.text).joined(), isBare: word.bareText != nil)
        default: break
        }
    }

    private mutating func openParenthesis() {
        if case .condition = frame.state {
            if frame.condition.opensList {
                frame.condition.isInList = true
            } else {
                frame.groups += 1
                frame.condition = ConditionProgress()
            }
        } else {
            push(.parenthesis)
        }
    }

    private mutating func closeParenthesis() {
        if frame.condition.isInList {
            frame.condition.isInList = false
        } else if frame.groups > 0 {
            frame.groups -= 1
            frame.condition.words = ["", "==", ")"]
        } else if frame.opening == .parenthesis, frames.count > 1 {
            let fields = frame.fields
            frames.removeLast()
            frame.valueFields = fields
            if frame.keyword == "let" { define(frame.name, "of this text", fields) }
            if case .command = frame.state { take("()", isBare: false) }
        }
    }

    private mutating func openBrace() {
        let outer = frame
        if case .expression = outer.state, outer.keyword == "let" { return push(.record) }
        let isTemplate = outer.words.first == "template" && outer.signature == nil
        push(isTemplate ? .template : .statements)
        switch outer.keyword {
        case "for": define(outer.name, "of this loop", outer.valueFields)
        case "def": for name in outer.words { define(name, "of this command", []) }
        case "else": define("error", "what failed", [])
        default: break
        }
        for field in outer.rowFields.reversed() where !field.name.hasSuffix(".*") {
            define(field.name, field.summary, [])
        }
    }

    private mutating func closeBrace() {
        guard frames.count > 1 else {
            frame = frame.restarted
            return
        }
        frames.removeLast()
        let keyword = frame.keyword
        frame = frame.restarted
        // What may follow on the line of the brace.
        if keyword == "if" || keyword == "try" { frame.state = .joint("else") }
    }

    /// Opens a frame; where texts nest deeper than anybody writes, the outer one stays.
    private mutating func push(_ opening: CompletionFrame.Opening) {
        guard frames.count < Self.frameLimit else {
            frame = frame.restarted
            return
        }
        frames.append(CompletionFrame(opening))
    }

    private mutating func endStage() {
        if frame.keyword == "columns" {
            frame.fields = frame.fields.filter { frame.listed.contains($0.name) }
            frame.keyword = ""
        }
        frame.groups = 0
        frame.state = .stage
    }

    mutating func define(_ name: String, _ summary: String, _ fields: [FieldSpecification]) {
        guard !name.isEmpty else { return }
        variables.removeAll { $0.name == name }
        variables.insert(CompletionContext.Variable(name: name, summary: summary, fields: fields), at: 0)
    }
}

/// The variable that a word ends in, and what of it is typed.
struct VariableAtEnd {
    let wanted: CompletionContext.Wanted
    let prefix: String
    let range: SourceRange

    /// Nil when the bytes end in no variable; `start` is where they stand in the text.
    init?(_ bytes: ArraySlice<UInt8>, from start: Int) {
        guard let dollar = bytes.lastIndex(of: UInt8(ascii: "$")) else { return nil }
        if dollar > bytes.startIndex, bytes[dollar - 1] == UInt8(ascii: "\\") { return nil }
        var rest = bytes[(dollar + 1)...]
        let isBraced = rest.first == UInt8(ascii: "{")
        if isBraced { rest = rest.dropFirst() }
        let text = String(decoding: rest, as: UTF8.self)
        let allowed = isBraced ? "_-." : "_"
        guard text.utf8.count == rest.count,
            text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || allowed.contains($0)) })
        else { return nil }
        if isBraced, let dot = text.firstIndex(of: ".") {
            wanted = .variableField(of: String(text[..<dot]))
            prefix = String(text[text.index(after: dot)...])
        } else {
            wanted = .variable(isBraced: isBraced)
            prefix = text
        }
        range = bytes.endIndex - prefix.utf8.count..<bytes.endIndex
    }
}
