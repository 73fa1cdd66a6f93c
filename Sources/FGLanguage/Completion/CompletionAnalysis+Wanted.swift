/// What can stand at the cursor.
extension CompletionAnalysis {
    /// The context of a word of which a text is typed, with all that the statement says.
    func wanted(_ prefix: String, _ range: SourceRange, _ quote: Character?) -> CompletionContext {
        var context = context(.nothing, prefix, range, quote)
        switch frame.state {
        case .command: wantedInCommand(&context)
        case .condition: wantedInCondition(&context)
        case .stage: context.wanted = .stage
        case .fieldList: wantedInList(&context)
        case .redirect: context.wanted = frame.words.isEmpty ? .argument(.path) : .nothing
        case .hostProgram: context.wanted = frame.words.isEmpty ? .program : .argument(.path)
        case .joint(let word): context.wanted = .words([word])
        case .expression: context.wanted = .expression
        case .block: context.wanted = frame.keyword == "else" ? .words(["if"]) : .nothing
        case .templateLine: wantedInTemplate(&context)
        case .newName, .trailing, .other: break
        }
        return context
    }

    /// A context with what the text before the cursor defines.
    func context(
        _ wanted: CompletionContext.Wanted,
        _ prefix: String,
        _ range: SourceRange,
        _ quote: Character?
    ) -> CompletionContext {
        var context = CompletionContext(wanted: wanted, prefix: prefix, replaced: range, quote: quote)
        context.signature = frame.signature
        context.arguments = frame.arguments
        context.project = frame.project
        context.commonOptions =
            frame.signature.map { signature in
                (CommandTable.commonOptions(of: signature) + [CommandTable.helpOption])
                    .filter { !frame.usedOptions.contains($0.name) }
            } ?? []
        // A variable is not there before the statement that makes it.
        let isDefining = frame.keyword == "let"
        context.variables = isDefining ? variables.filter { $0.name != frame.name } : variables
        context.definitions = definitions
        return context
    }

    private func wantedInCommand(_ context: inout CompletionContext) {
        guard let signature = frame.signature else { return wantedInName(&context) }
        if let kind = frame.pendingOption?.value {
            context.wanted = .argument(kind)
            return
        }
        context.options = signature.options.filter {
            !frame.usedOptions.contains($0.name) || $0.isRepeatable
        }
        context.canFilter = !signature.conditionFields.isEmpty && frame.condition.words.isEmpty
        if context.prefix.hasPrefix("--") {
            context.canFilter = false
            context.wanted = .option
            guard let equals = context.prefix.firstIndex(of: "=") else { return }
            let name = String(context.prefix[..<equals].dropFirst(2))
            drop(through: equals, &context)
            let kind = Self.options(of: signature).first { $0.name == name }?.value
            context.wanted = kind.map { .argument($0) } ?? .nothing
            return
        }
        let count = frame.arguments.count
        let index = min(count, signature.arguments.count - 1)
        guard index >= 0 else {
            context.wanted = .option
            return
        }
        let argument = signature.arguments[index]
        let isRepeated = argument.arity == .oneOrMore || argument.arity == .zeroOrMore
        guard count < signature.arguments.count || isRepeated else {
            context.wanted = .option
            return
        }
        context.isArgumentNeeded =
            argument.arity == .one || argument.arity == .oneOrMore && count < signature.arguments.count
        context.wanted = .argument(argument.kind.resolved(after: frame.arguments.last))
    }

    private func wantedInName(_ context: inout CompletionContext) {
        guard let noun = frame.words.first else {
            if context.prefix.hasPrefix("!") {
                context.wanted = .program
                drop(through: context.prefix.startIndex, &context)
            } else {
                if context.prefix.hasPrefix("-") { drop(through: context.prefix.startIndex, &context) }
                context.wanted = .command
            }
            return
        }
        let verbs = table.verbs(of: noun)
        context.wanted = frame.words.count == 1 && !verbs.isEmpty ? .verb(noun: noun) : .nothing
    }

    private func wantedInList(_ context: inout CompletionContext) {
        if let comma = context.prefix.lastIndex(of: ",") { drop(through: comma, &context) }
        if context.prefix.hasPrefix("-") { drop(through: context.prefix.startIndex, &context) }
        let fields = frame.fields.filter { !frame.listed.contains($0.name) }
        context.wanted = .field(fields, isCondition: false)
    }

    private func wantedInCondition(_ context: inout CompletionContext) {
        if let signature = frame.signature, !frame.isStage, context.prefix.hasPrefix("-") {
            context.options = signature.options.filter { !frame.usedOptions.contains($0.name) }
            context.wanted = .option
            return
        }
        let words = frame.condition.words
        guard let first = words.first else {
            context.wanted = .field(frame.fields, isCondition: true)
            return
        }
        if first == "package", frame.fields.contains(where: { $0.name == "name" }) {
            switch words.count {
            case 1: context.wanted = .argument(.package)
            case 2: context.wanted = .packageComparison
            case 3: context.wanted = .packageVersion(package: words[1])
            default: context.wanted = .conjunction
            }
            return
        }
        let field = frame.fields.first { $0.name == first || $0.matches(first) }
            .map { FieldSpecification(first, $0.type, $0.summary, values: $0.values) }
        switch words.count {
        case 1: context.wanted = field.map { $0.type == .flag ? .conjunction : .comparison($0) } ?? .nothing
        case 2:
            context.wanted = field.map { .value($0) } ?? .nothing
            if frame.condition.opensList, !frame.condition.isInList { context.wanted = .words(["("]) }
        default:
            context.wanted =
                frame.condition.isInList ? field.map { .value($0) } ?? .nothing : .conjunction
        }
    }

    private func wantedInTemplate(_ context: inout CompletionContext) {
        guard let keyword = frame.words.first else {
            context.wanted = .templateKeyword
            return
        }
        var name: String?
        if context.quote == nil, let equals = context.prefix.firstIndex(of: "="),
            context.prefix[..<equals].allSatisfy({ $0.isLetter || $0 == "-" })
        {
            name = String(context.prefix[..<equals])
            drop(through: equals, &context)
        }
        let before = Array(frame.words.dropFirst())
        context.wanted = .templateArgument(keyword: keyword, before: before, name: name)
    }

    /// Leaves the beginning of the word, up to a sign in it, as it stands.
    private func drop(through index: String.Index, _ context: inout CompletionContext) {
        let range = context.replaced
        let sign = context.prefix.utf8[index]
        // The text lacks what the word is written with, such as quotes: so the sign is counted and not its place.
        let count = context.prefix.utf8[...index].count { $0 == sign }
        let places = range.filter { source.bytes[$0] == sign }
        let start = places.dropFirst(count - 1).first.map { $0 + 1 } ?? range.upperBound
        context.prefix = String(context.prefix[context.prefix.index(after: index)...])
        context.replaced = start..<range.upperBound
        if context.quote.map({ mark in source.bytes[context.replaced].first != mark.asciiValue }) ?? false {
            context.quote = nil
        }
    }
}
