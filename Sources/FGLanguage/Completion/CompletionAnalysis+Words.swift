/// What a whole word before the cursor means.
extension CompletionAnalysis {
    mutating func take(_ text: String, isBare: Bool) {
        switch frame.state {
        case .command: takeCommandWord(text, isBare: isBare)
        case .condition:
            if text.hasPrefix("--"), frame.signature != nil, !frame.isStage {
                frame.state = .command
                takeCommandWord(text, isBare: isBare)
            } else {
                frame.condition.take(text)
            }
        case .stage: takeStage(text)
        case .fieldList: takeFields(text)
        case .newName: takeName(text)
        case .joint(let word):
            guard text == word else {
                frame.state = .other
                return
            }
            if word == "else" {
                frame.keyword = "else"
                frame.state = .block
            } else if frame.keyword == "alias" {
                frame.state = .command
            } else {
                frame.state = .expression
            }
        case .block:
            if frame.keyword == "else", text == "if" {
                frame.keyword = "if"
                frame.state = .expression
            } else if frame.keyword == "def" {
                frame.words.append(text)
            }
        case .templateLine, .hostProgram, .redirect: frame.words.append(text)
        case .expression, .trailing, .other: break
        }
    }

    private mutating func takeCommandWord(_ text: String, isBare: Bool) {
        if let option = frame.pendingOption {
            frame.pendingOption = nil
            takeValue(text, of: option)
            return
        }
        guard let signature = frame.signature else { return takeFirstWord(text, isBare: isBare) }
        if text == "--" {
            frame.state = .trailing
        } else if text == "where", isBare, !signature.conditionFields.isEmpty {
            frame.state = .condition
            frame.condition = ConditionProgress()
            frame.fields = signature.conditionFields
        } else if text.hasPrefix("--"), isBare || text.contains("=") {
            let name = String(text.dropFirst(2).prefix { $0 != "=" })
            frame.usedOptions.insert(name)
            guard let option = Self.options(of: signature).first(where: { $0.name == name }) else { return }
            if let equals = text.firstIndex(of: "=") {
                takeValue(String(text[text.index(after: equals)...]), of: option)
            } else if option.value != nil {
                frame.pendingOption = option
            }
        } else {
            frame.arguments.append(text)
        }
    }

    private mutating func takeValue(_ text: String, of option: OptionSpecification) {
        frame.usedOptions.insert(option.name)
        if option == CommandTable.projectOption { frame.project = text }
    }

    /// The options that may stand in a call of a command.
    static func options(of signature: CommandSignature) -> [OptionSpecification] {
        signature.options + CommandTable.commonOptions(of: signature)
    }

    private mutating func takeFirstWord(_ text: String, isBare: Bool) {
        if frame.words.isEmpty, isBare, takeKeyword(text) { return }
        if frame.words.isEmpty, text == "-" { return }
        frame.words.append(frame.words.isEmpty && text.hasPrefix("-") ? String(text.dropFirst()) : text)
        guard case .command(let found, let count) = table.match(frame.words) else { return }
        // The first word may be a command and a noun: the second one decides.
        let isDecided = frame.words.count > 1 || table.verbs(of: frame.words[0]).isEmpty
        guard isDecided else { return }
        frame.signature = found
        frame.fields = found.fields
        if count < frame.words.count {
            frame.words.removeLast()
            takeCommandWord(text, isBare: isBare)
        }
    }

    /// Takes a word that begins a statement of the language; false when it begins a command.
    private mutating func takeKeyword(_ text: String) -> Bool {
        switch text {
        case "let", "for", "def", "alias": frame.state = .newName
        case "if": frame.state = .expression
        case "try", "atomic", "else": frame.state = .block
        case "explain", "time": return true
        default:
            guard text.hasPrefix("!") else { return false }
            frame.state = .hostProgram
            if text.count > 1 { frame.words.append(text) }
            return true
        }
        frame.keyword = text
        return true
    }

    private mutating func takeName(_ text: String) {
        frame.name = text
        switch frame.keyword {
        case "let":
            define(text, "of this text", [])
            frame.state = .joint("=")
        case "for": frame.state = .joint("in")
        case "alias":
            definitions.append(text)
            frame.state = .joint("=")
        default:
            definitions.append(text)
            frame.state = .block
        }
    }

    private mutating func takeStage(_ text: String) {
        frame.condition = ConditionProgress()
        frame.isStage = true
        frame.listed = []
        if frame.fields == frame.signature?.conditionFields { frame.fields = frame.signature?.fields ?? [] }
        switch text {
        case "where": frame.state = .condition
        case "sort": frame.state = .fieldList
        case "count":
            frame.fields = []
            frame.state = .other
        case "columns":
            frame.state = .fieldList
            frame.keyword = "columns"
        case "each":
            frame.rowFields = frame.fields
            frame.state = .block
        default: frame.state = .other
        }
    }

    private mutating func takeFields(_ text: String) {
        let names = text.split(separator: ",").map { $0.first == "-" ? String($0.dropFirst()) : String($0) }
        frame.listed += names
    }
}
