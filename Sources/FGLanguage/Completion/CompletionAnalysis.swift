/// Walks the tokens before the cursor and keeps what the last, unfinished word stands for.
struct CompletionAnalysis {
    private let source: Source
    private let table: CommandTable
    private var lexer: Lexer

    private var words: [String] = []
    private var signature: CommandSignature?
    private var position = 0
    private var lastArgument: String?
    private var pendingOption: OptionSpecification?
    private var usedOptions: Set<String> = []
    private var fields: [FieldSpecification]?
    private var condition: [String] = []
    private var state = State.command
    /// Parentheses that are open: in them a newline is a blank.
    private var parentheses = 0

    private enum State {
        case command
        case condition
        case stage
        case fieldList
        case redirect
        case trailing
        case template
        case other
    }

    init(_ source: Source, table: CommandTable) {
        self.source = source
        self.table = table
        lexer = Lexer(source)
    }

    mutating func run() -> CompletionContext {
        let end = source.bytes.count
        while true {
            let token = lexer.next(state == .condition ? .condition : .words)
            if case .end = token.kind {
                return context("", end..<end, nil)
            }
            if case .word(let word) = token.kind, token.range.upperBound == end {
                let text = word.parts.map(Self.text).joined()
                let first = source.bytes[token.range.lowerBound]
                let quote: Character? =
                    first == UInt8(ascii: "'") ? "'" : first == UInt8(ascii: "\"") ? "\"" : nil
                return context(text, token.range, quote)
            }
            take(token)
        }
    }

    private static func text(_ part: Word.Part) -> String {
        switch part {
        case .bare(let text), .quoted(let text): text
        case .variable(let name, let field): "$\(name)" + (field.map { "." + $0 } ?? "")
        }
    }

    private mutating func take(_ token: Token) {
        switch token.kind {
        case .openParenthesis: parentheses += 1
        case .closeParenthesis: parentheses = max(0, parentheses - 1)
        default: break
        }
        lexer.continuesLines = parentheses > 0
        switch token.kind {
        case .terminator where state == .template: words = []
        case .terminator,
            .openParenthesis where state != .condition:
            reset()
        case .pipe: state = .stage
        case .redirect: state = .redirect
        case .openBrace:
            state = .template
            words = []
        case .closeBrace: reset()
        case .comparison(let text): condition.append(text)
        case .openParenthesis: condition = condition.last == "in" ? condition + ["("] : []
        case .comma: condition = Array(condition.prefix(2)) + ["("]
        case .closeParenthesis where state == .condition: condition = ["", "==", ""]
        case .word(let word): take(word.parts.map(Self.text).joined())
        default: break
        }
    }

    private mutating func reset() {
        self = CompletionAnalysis(self)
    }

    private init(_ other: CompletionAnalysis) {
        source = other.source
        table = other.table
        lexer = other.lexer
        parentheses = other.parentheses
    }

    private mutating func take(_ text: String) {
        switch state {
        case .command: takeCommandWord(text)
        case .condition:
            if text == "and" || text == "or" || text == "not" {
                condition = []
            } else {
                condition.append(text)
            }
        case .stage: takeStage(text)
        case .template: words.append(text)
        case .fieldList, .redirect, .trailing, .other: break
        }
    }

    private mutating func takeCommandWord(_ text: String) {
        if let option = pendingOption {
            pendingOption = nil
            usedOptions.insert(option.name)
            return
        }
        guard let signature else {
            words.append(words.isEmpty && text.hasPrefix("-") ? String(text.dropFirst()) : text)
            if case .command(let found, let count) = table.match(words),
                count == words.count, found.noun != nil || table.verbs(of: words[0]).isEmpty
            {
                self.signature = found
                fields = found.fields
            }
            return
        }
        if text == "--" {
            state = .trailing
        } else if text == "where", !signature.conditionFields.isEmpty {
            state = .condition
            fields = signature.conditionFields
        } else if text.hasPrefix("--") {
            let name = String(text.dropFirst(2).prefix { $0 != "=" })
            usedOptions.insert(name)
            let option = signature.options.first { $0.name == name }
            if option?.value != nil, !text.contains("=") { pendingOption = option }
        } else {
            position += 1
            lastArgument = text
        }
    }

    private mutating func takeStage(_ text: String) {
        condition = []
        switch text {
        case "where": state = .condition
        case "sort", "columns": state = .fieldList
        default: state = .other
        }
        if let signature { fields = signature.fields }
    }

    private func context(_ prefix: String, _ range: SourceRange, _ quote: Character?) -> CompletionContext {
        var prefix = prefix
        var range = range
        let wanted = wanted(&prefix, &range)
        return CompletionContext(wanted: wanted, prefix: prefix, replaced: range, quote: quote)
    }

    private func wanted(_ prefix: inout String, _ range: inout SourceRange) -> CompletionContext.Wanted {
        switch state {
        case .command: return commandWanted(&prefix, &range)
        case .condition: return conditionWanted()
        case .stage: return .stage
        case .fieldList:
            if let comma = prefix.lastIndex(of: ",") {
                let kept = String(prefix[...comma])
                prefix = String(prefix[prefix.index(after: comma)...])
                range = range.lowerBound + kept.utf8.count..<range.upperBound
            }
            return .field(fields ?? [], isCondition: false)
        case .redirect: return .argument(.path)
        case .template: return words.isEmpty ? .templateKeyword : .nothing
        case .trailing, .other: return .nothing
        }
    }

    private func commandWanted(_ prefix: inout String, _ range: inout SourceRange) -> CompletionContext.Wanted
    {
        if let kind = pendingOption?.value { return .argument(kind) }
        guard let signature else {
            return words.isEmpty
                ? .command : table.verbs(of: words[0]).isEmpty ? .nothing : .verb(noun: words[0])
        }
        if prefix.hasPrefix("--") {
            if let equals = prefix.firstIndex(of: "=") {
                let name = String(prefix[..<equals].dropFirst(2))
                range = range.lowerBound + prefix[...equals].utf8.count..<range.upperBound
                prefix = String(prefix[prefix.index(after: equals)...])
                let kind = signature.options.first { $0.name == name }?.value
                return kind.map { .argument($0) } ?? .nothing
            }
            return .option(unused(of: signature), canFilter: false)
        }
        let canFilter = !signature.conditionFields.isEmpty
        let index = min(position, signature.arguments.count - 1)
        guard index >= 0 else { return .option(unused(of: signature), canFilter: canFilter) }
        let argument = signature.arguments[index]
        let isRepeated = argument.arity == .oneOrMore || argument.arity == .zeroOrMore
        guard position < signature.arguments.count || isRepeated else {
            return .option(unused(of: signature), canFilter: canFilter)
        }
        return .argument(argument.kind.resolved(after: lastArgument))
    }

    private func unused(of signature: CommandSignature) -> [OptionSpecification] {
        signature.options.filter { !usedOptions.contains($0.name) || $0.isRepeatable }
    }

    private func conditionWanted() -> CompletionContext.Wanted {
        if condition.first == "package" {
            return condition.count == 1 ? .argument(.package) : .conjunction
        }
        let field = fields?.first { $0.name == condition.first }
        switch condition.count {
        case 0: return .field(fields ?? [], isCondition: true)
        case 1:
            guard let field else { return .nothing }
            return field.type == .flag ? .conjunction : .comparison(field)
        case 2: return field.map { .value($0) } ?? .nothing
        default: return condition.last == "(" ? field.map { .value($0) } ?? .nothing : .conjunction
        }
    }
}
