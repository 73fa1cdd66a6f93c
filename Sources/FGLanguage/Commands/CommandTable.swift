import FGCore

/// Which commands there are, by their words.
package struct CommandTable: Sendable {
    package let signatures: [CommandSignature]
    private let byName: [String: CommandSignature]

    /// Takes the signatures; each name once.
    package init(_ signatures: [CommandSignature]) {
        self.signatures = signatures.sorted { $0.name < $1.name }
        byName = Dictionary(signatures.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The nouns, sorted.
    package var nouns: [String] { Set(signatures.compactMap(\.noun)).sorted() }

    /// The verbs of a noun, or with nil the commands of one word; sorted.
    package func verbs(of noun: String?) -> [String] {
        signatures.filter { $0.noun == noun }.map(\.verb)
    }

    /// The command of a name such as `image list`.
    package subscript(name: String) -> CommandSignature? { byName[name] }

    /// What the first words of a call name.
    package enum Match: Sendable {
        /// A command and how many words its name takes.
        case command(CommandSignature, words: Int)
        /// A noun without a verb of it; the hint says which there are.
        case noun(String, hint: String?)
        /// Nothing; the hint suggests the nearest.
        case none(hint: String?)
    }

    /// The command that the first words name.
    package func match(_ words: [String]) -> Match {
        guard let first = words.first else { return .none(hint: nil) }
        let verbs = verbs(of: first)
        if !verbs.isEmpty, words.count > 1, let signature = byName["\(first) \(words[1])"] {
            return .command(signature, words: 2)
        }
        if let signature = byName[first], signature.noun == nil { return .command(signature, words: 1) }
        if !verbs.isEmpty {
            let near = words.count > 1 ? NearestName.hint(for: words[1], in: verbs) : nil
            return .noun(first, hint: near ?? "\(first) takes \(verbs.joined(separator: ", "))")
        }
        let names = nouns + self.verbs(of: nil)
        return .none(hint: NearestName.hint(for: first, in: names) ?? "help lists the commands")
    }
}
