package import FGLanguage

/// A command's page: what its file says, and from the command table how it is written and what its words mean.
package struct CommandPage {
    private let signature: CommandSignature
    private let table: CommandTable

    package init(_ signature: CommandSignature, _ table: CommandTable) {
        self.signature = signature
        self.table = table
    }

    /// The page in Markdown; without a file's text it has what the table says.
    package func markdown(_ file: String?) -> String {
        let (description, rest) = parts(
            of: file ?? "# \(signature.name)\n\n\(capitalised(signature.summary)).\n"
        )
        let sections =
            ["# \(signature.name)\n\n    \(signature.synopsis)", description]
            + [arguments, options, condition, fields, verbs].compactMap(\.self) + [rest]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// What stands between the title and the first section, and all behind it.
    private func parts(of file: String) -> (String, String) {
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.drop { $0.isEmpty || $0.hasPrefix("# ") }
        let start = body.firstIndex { $0.hasPrefix("## ") } ?? body.endIndex
        return (Self.trimmed(body[..<start]), Self.trimmed(body[start...]))
    }

    private static func trimmed(_ lines: ArraySlice<Substring>) -> String {
        var lines = lines
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private var arguments: String? {
        let items = signature.arguments.compactMap { argument -> (String, String)? in
            if case .keyword = argument.kind { return nil }
            return (argument.synopsis, meaning(argument.summary, argument.kind, argument.standard))
        }
        return section("Arguments", items)
    }

    private var options: String? {
        let items = signature.options.map { option in
            let marks = [option.isRequired ? "required" : nil, option.isRepeatable ? "may stand again" : nil]
            let text = meaning(option.summary, option.value, option.standard)
            return (option.synopsis, ([text] + marks.compactMap(\.self)).joined(separator: "; "))
        }
        let common = CommandTable.commonOptions(of: signature) + [CommandTable.helpOption]
        return section(
            "Options",
            items + common.map { ($0.synopsis, meaning($0.summary, nil, $0.standard)) }
        )
    }

    /// What a word is, the values that it takes, and what stands for it when it is left out.
    private func meaning(_ summary: String, _ kind: ArgumentKind?, _ standard: String?) -> String {
        let values = kind?.values.map { $0 == summary ? nil : $0 } ?? nil
        return ([summary, values, standard.map { "by default \($0)" }].compactMap(\.self))
            .joined(separator: "; ")
    }

    private var condition: String? {
        guard !signature.conditionFields.isEmpty else { return nil }
        let own = Set(signature.fields.map(\.name))
        let further = signature.conditionFields.filter { !own.contains($0.name) }
        let takes = "`where` takes the fields below"
        let text = further.isEmpty ? takes + "." : takes + ", and these:\n\n" + list(of: further)
        return "## Condition\n\n\(text)"
    }

    private var fields: String? {
        let lists = signature.results.filter { !$0.fields.isEmpty }.map { result in
            let condition = result.condition.map { " " + $0 } ?? ""
            return "## Fields of the result\(condition)\n\n" + list(of: result.fields)
        }
        return lists.isEmpty ? nil : lists.joined(separator: "\n\n")
    }

    private func list(of fields: [FieldSpecification]) -> String {
        Self.list(
            fields.map { field in
                let values = field.values.isEmpty ? "" : "; " + field.values.joined(separator: "|")
                return (field.name, "\(field.type.word): \(field.summary)\(values)")
            }
        )
    }

    /// The other commands of a command that is also a noun.
    private var verbs: String? {
        let others = table.signatures.filter { $0.noun != nil && $0.noun == signature.name }
        return section("Commands", others.map { ($0.name, $0.summary) })
    }

    private func section(_ title: String, _ items: [(String, String)]) -> String? {
        items.isEmpty ? nil : "## \(title)\n\n" + Self.list(items)
    }

    /// A list of words and what each means, as it is read well also in plain text.
    static func list(_ items: [(name: String, meaning: String)]) -> String {
        let width = min(items.map(\.name.count).max() ?? 0, 28)
        return items.map { item in
            "- `\(item.name)`" + String(repeating: " ", count: max(0, width - item.name.count) + 2)
                + item.meaning
        }.joined(separator: "\n")
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension FieldSpecification.FieldType {
    /// The type in a word for help.
    var word: String {
        switch self {
        case .text: "text"
        case .integer: "number"
        case .size: "size"
        case .duration: "duration"
        case .date: "date"
        case .version: "version"
        case .flag: "true or false"
        case .texts: "list"
        }
    }
}
