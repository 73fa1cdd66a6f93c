import FGCore

/// Which commands there are, by their words.
package struct CommandTable: Sendable {
    package let signatures: [CommandSignature]
    /// The nouns, sorted.
    package let nouns: [String]
    private let byName: [String: CommandSignature]
    private let verbsByNoun: [String?: [String]]

    /// Takes the signatures; each name once.
    package init(_ signatures: [CommandSignature]) {
        let sorted = signatures.sorted { $0.name < $1.name }
        self.signatures = sorted
        nouns = Set(signatures.compactMap(\.noun)).sorted()
        byName = Dictionary(signatures.map { ($0.name, $0) }) { first, _ in first }
        verbsByNoun = Dictionary(grouping: sorted, by: \.noun).mapValues { $0.map(\.verb) }
    }

    /// The verbs of a noun, or with nil the commands of one word; sorted.
    package func verbs(of noun: String?) -> [String] { verbsByNoun[noun] ?? [] }

    /// The command of a name such as `image list`.
    package subscript(name: String) -> CommandSignature? { byName[name] }

    /// What the first words of a call name.
    package enum Match: Sendable {
        /// A command and how many words its name takes.
        case command(CommandSignature, words: Int)
        /// A noun without a verb of it.
        case noun(String)
        case none
    }

    /// The command that the first words name.
    package func match(_ words: [String]) -> Match {
        guard let first = words.first else { return .none }
        let isNoun = verbsByNoun[first] != nil
        if isNoun, words.count > 1, let signature = byName["\(first) \(words[1])"] {
            return .command(signature, words: 2)
        }
        if let signature = byName[first], signature.noun == nil { return .command(signature, words: 1) }
        return isNoun ? .noun(first) : .none
    }

    /// What was probably meant by words that name no command; nil for no words.
    package func hint(for words: [String], others: [String] = []) -> String? {
        guard let first = words.first else { return nil }
        guard let verbs = verbsByNoun[first] else {
            let names = nouns + self.verbs(of: nil) + others.sorted()
            return NearestName.hint(for: first, in: names) ?? "help lists the commands"
        }
        let near = words.count > 1 ? NearestName.hint(for: words[1], in: verbs) : nil
        return near ?? "\(first) takes \(verbs.joined(separator: ", "))"
    }
}
