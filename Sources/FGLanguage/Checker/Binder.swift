import FGCore

/// Assigns the words of a call to the arguments and options of its command.
struct Binder {
    let table: CommandTable
    /// The names that mean something beside the table's.
    private let others: [String]
    /// Whether literals are compared with what is wanted.
    private let checksLiterals: Bool
    private var list: DiagnosticList
    private var arguments: [String: [BoundCommand.Argument]] = [:]
    private var options: [String: [BoundCommand.Argument]] = [:]
    private var positional: [BoundCommand.Argument] = []

    /// What is wrong with the calls so far.
    var diagnostics: [Diagnostic] { list.found }

    init(table: CommandTable, errorsBefore: Int = 0, others: [String] = [], checksLiterals: Bool = true) {
        self.table = table
        self.checksLiterals = checksLiterals
        self.others = others
        list = DiagnosticList(after: errorsBefore)
    }

    /// The bound call; nil, with diagnostics, when something is wrong.
    mutating func bind(_ call: CommandCall) -> BoundCommand? {
        if let help = table.help(on: call) { return help }
        let words = call.items.prefix(2).compactMap { item -> Word? in
            if case .word(let word) = item { return word }
            return nil
        }
        let texts = words.compactMap(\.literal)
        switch table.match(texts) {
        case .none:
            let range = words.first?.range ?? call.range
            list.report(
                "no command is called \"\(texts.first ?? "")\"",
                at: range,
                hint: table.hint(for: texts, others: others)
            )
            return nil
        case .noun(let noun):
            let message =
                texts.count > 1 ? "\(noun) has no command \"\(texts[1])\"" : "\(noun) needs a verb"
            list.report(message, at: words.last?.range ?? call.range, hint: table.hint(for: texts))
            return nil
        case .command(let signature, let count):
            split(Array(call.items.dropFirst(count)), signature)
            fill(signature, call)
            for option in signature.options where option.isRequired && options[option.name] == nil {
                list.report(
                    "\(signature.name) needs \(option.synopsis): \(option.summary)",
                    at: call.range.upperBound..<call.range.upperBound,
                    hint: signature.synopsis
                )
            }
            if call.condition != nil, signature.conditionFields.isEmpty {
                list.report(
                    "\(signature.name) takes no where",
                    at: call.condition?.range ?? call.range,
                    hint: "filter its rows with | where"
                )
            }
            if let trailing = call.trailing, signature.trailing == nil {
                let range = trailing.first?.range ?? call.range
                list.report("\(signature.name) takes no words after --", at: range, hint: signature.synopsis)
            }
            guard list.found.isEmpty else { return nil }
            let common = CommandTable.commonOptions(of: signature).map(\.name)
            let project =
                common.contains(CommandTable.projectOption.name)
                ? options.removeValue(forKey: CommandTable.projectOption.name)?.first : nil
            return BoundCommand(
                signature: signature,
                arguments: arguments,
                options: options,
                project: project,
                condition: call.condition,
                trailing: call.trailing ?? []
            )
        }
    }

    /// Takes the options out and leaves the positional arguments.
    private mutating func split(_ items: [CommandCall.Item], _ signature: CommandSignature) {
        var index = 0
        while index < items.count {
            defer { index += 1 }
            switch items[index] {
            case .word(let word): positional.append(.word(word))
            case .pipeline(let pipeline): positional.append(.pipeline(pipeline))
            case .option(let name, let value):
                var argument = value.map { BoundCommand.Argument.word($0) }
                let known = signature.options + CommandTable.commonOptions(of: signature)
                guard let option = known.first(where: { $0.name == name.name }) else {
                    list.report(
                        "\(signature.name) has no option --\(name.name)",
                        at: name.range,
                        hint: NearestName.hint(
                            for: "--\(name.name)",
                            in: known.map { "--\($0.name)" }
                        ) ?? signature.synopsis
                    )
                    continue
                }
                if option.value != nil, argument == nil, index + 1 < items.count {
                    switch items[index + 1] {
                    case .word(let word): argument = .word(word)
                    case .pipeline(let pipeline): argument = .pipeline(pipeline)
                    case .option: break
                    }
                    if argument != nil { index += 1 }
                }
                take(option, name, argument)
            }
        }
    }

    private mutating func take(
        _ option: OptionSpecification,
        _ name: NamedRange,
        _ argument: BoundCommand.Argument?
    ) {
        if let kind = option.value {
            guard let argument else {
                return list.report(
                    "--\(option.name) needs a value",
                    at: name.range,
                    hint: "--\(option.name) \(kind.placeholder)"
                )
            }
            check(argument, kind)
            if options[option.name] != nil, !option.isRepeatable {
                return list.report("--\(option.name) stands twice", at: name.range)
            }
            options[option.name, default: []].append(argument)
        } else {
            if let argument {
                return list.report("--\(option.name) takes no value", at: argument.range)
            }
            if options[option.name] != nil {
                return list.report("--\(option.name) stands twice", at: name.range)
            }
            options[option.name] = []
        }
    }

    /// Gives the positional arguments to their specifications, in order.
    private mutating func fill(_ signature: CommandSignature, _ call: CommandCall) {
        var rest = positional[...]
        var previous: String?
        for (index, specification) in signature.arguments.enumerated() {
            let later = signature.arguments[(index + 1)...].filter {
                $0.arity == .one || $0.arity == .oneOrMore
            }
            let available = max(0, rest.count - later.count)
            let wanted =
                switch specification.arity {
                case .one: 1
                case .optional: min(1, available)
                case .oneOrMore: max(1, available)
                case .zeroOrMore: available
                }
            guard rest.count >= wanted else {
                list.report(
                    "\(signature.name) needs \(specification.synopsis.lowercased()): \(specification.summary)",
                    at: call.range.upperBound..<call.range.upperBound,
                    hint: signature.synopsis
                )
                return
            }
            let taken = Array(rest.prefix(wanted))
            rest = rest.dropFirst(wanted)
            for argument in taken { check(argument, specification.kind.resolved(after: previous)) }
            if case .word(let word) = taken.last { previous = word.literal } else { previous = nil }
            if !taken.isEmpty { arguments[specification.name] = taken }
        }
        if let extra = rest.first {
            list.report(
                "\(signature.name) takes no more arguments",
                at: extra.range,
                hint: signature.synopsis
            )
        }
    }

    private mutating func check(_ argument: BoundCommand.Argument, _ kind: ArgumentKind) {
        guard checksLiterals, case .word(let word) = argument, let text = word.literal else { return }
        do {
            try kind.check(text)
        } catch let error as FGError {
            list.report(error.message, at: word.range, hint: error.hint)
        } catch {
            list.report("\(error)", at: word.range)
        }
    }
}
