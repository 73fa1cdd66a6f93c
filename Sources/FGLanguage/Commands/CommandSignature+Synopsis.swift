extension CommandSignature {
    /// How the command is written: `image export IMAGE [--artifact TEXT] [--force]`.
    package var synopsis: String {
        var words = [name] + arguments.map(\.synopsis)
        if !conditionFields.isEmpty { words.append("[where CONDITION]") }
        for option in options {
            let text = option.synopsis
            words.append((option.isRequired ? text : "[\(text)]") + (option.isRepeatable ? "…" : ""))
        }
        if let trailing { words.append("[-- \(trailing)…]") }
        return words.joined(separator: " ")
    }
}

extension ArgumentSpecification {
    /// How the argument stands in a synopsis: `FILE`, `[IMAGE]`, `TAG…`, `on`.
    package var synopsis: String {
        if case .keyword(let word) = kind { return word }
        let name = name.uppercased()
        return switch arity {
        case .one: name
        case .optional: "[\(name)]"
        case .oneOrMore: "\(name)…"
        case .zeroOrMore: "[\(name)…]"
        }
    }
}

extension OptionSpecification {
    /// How the option stands in a synopsis: `--to FILE`, `--force`.
    package var synopsis: String {
        guard let value else { return "--\(name)" }
        // A long choice would hide the rest; help lists the words.
        if case .choice(let words) = value, words.count > 4 { return "--\(name) \(name.uppercased())" }
        return "--\(name) \(value.placeholder)"
    }
}

extension ArgumentKind {
    /// The word that stands for a value of the kind in a synopsis.
    package var placeholder: String {
        switch self {
        case .text: "TEXT"
        case .integer: "N"
        case .size: "SIZE"
        case .duration: "DURATION"
        case .date: "DATE"
        case .file, .path: "FILE"
        case .choice(let words): words.joined(separator: "|")
        case .keyword(let word): word
        case .image: "IMAGE"
        case .newName: "NAME"
        case .channel, .newChannel: "CHANNEL"
        case .template: "TEMPLATE"
        case .templateOrFile: "TEMPLATE-OR-FILE"
        case .target: "TARGET"
        case .deployment: "DEPLOYMENT"
        case .package: "PACKAGE"
        case .user: "USER"
        case .project: "PROJECT"
        case .command: "COMMAND"
        case .digest: "DIGEST"
        case .timeZone: "ZONE"
        case .placeholders: "TEXT"
        case .setting: "NAME"
        case .settingValue: "VALUE"
        }
    }
}
