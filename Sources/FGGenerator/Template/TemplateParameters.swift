import FGCore
import FGLanguage

/// The values of a chain's parameters: given by the caller, else their defaults.
struct TemplateParameters: Sendable {
    private(set) var values: [String: String] = [:]

    /// Takes the parameters of all templates of a chain; a child's line replaces its parent's.
    ///
    /// - Throws: `invalid` for an argument that no parameter takes or that does not fit its pattern.
    init(_ chain: [TemplateLevel], arguments: [String: String]) throws {
        var patterns: [String: String] = [:]
        var names: Set<String> = []
        for level in chain {
            for line in level.definition.lines where line.keyword.name == TemplateKeyword.parameter.rawValue {
                guard let name = line.arguments.first?.value.literal else { continue }
                names.insert(name)
                for argument in line.arguments.dropFirst() {
                    if argument.name?.name == "default" { values[name] = argument.value.literal }
                    if argument.name?.name == "pattern" { patterns[name] = argument.value.literal }
                }
            }
        }
        for (name, value) in arguments {
            guard names.contains(name) else {
                throw FGError(
                    .invalid,
                    "the template has no parameter \"\(name)\"",
                    hint: NearestName.hint(for: name, in: names)
                        ?? "it has \(names.sorted().joined(separator: ", "))"
                )
            }
            values[name] = value
        }
        for (name, pattern) in patterns {
            guard let value = values[name] else { continue }
            guard let expression = try? Regex(pattern) else {
                throw FGError(
                    .invalid,
                    "the pattern of parameter \"\(name)\" is no regular expression: \(pattern)"
                )
            }
            guard (try? expression.wholeMatch(in: value)) != nil else {
                throw FGError(
                    .invalid,
                    "parameter \"\(name)\" is \"\(value)\", which does not fit \(pattern)",
                    hint: "give another value: --set \(name)=VALUE"
                )
            }
        }
        for name in names where values[name] == nil {
            throw FGError(
                .invalid,
                "parameter \"\(name)\" has no value",
                hint: "give one: --set \(name)=VALUE"
            )
        }
    }

    /// The text of a word, parameters filled in.
    ///
    /// - Throws: `usage` for a parameter that is not declared.
    func text(_ word: Word) throws -> String {
        try word.text { name, field in field == nil ? values[name].map { .text($0) } : nil }
    }

    /// The parameters of a chain that have no default.
    static func namesWithoutValue(in chain: [TemplateLevel]) -> Set<String> {
        var names: [String: Bool] = [:]
        for line in chain.flatMap(\.definition.lines)
        where line.keyword.name == TemplateKeyword.parameter.rawValue {
            guard let name = line.arguments.first?.value.literal else { continue }
            let hasDefault = line.arguments.contains { $0.name?.name == "default" }
            names[name] = names[name] == true || hasDefault
        }
        return Set(names.filter { !$0.value }.keys)
    }
}
