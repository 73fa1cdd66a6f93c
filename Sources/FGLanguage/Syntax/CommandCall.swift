/// A command as it is written, before its words are bound to a signature.
package struct CommandCall: Sendable, Hashable {
    /// What stands after the command's words.
    package enum Item: Sendable, Hashable {
        case word(Word)
        /// `--name` or `--name=value`.
        case option(NamedRange, value: Word?)
        /// `( pipeline )`: its result is the argument.
        case pipeline(Pipeline)
    }

    /// Whether a leading `-` turns its failure into a warning.
    package let toleratesFailure: Bool
    /// The words and options in order, the command's own words first.
    package let items: [Item]
    /// The command's own `where`.
    package let condition: Condition?
    /// The words after `--`; nil when there was none.
    package let trailing: [Word]?
    package let range: SourceRange

    /// The word that it begins with, if that is a bare one.
    package var firstBareWord: String? {
        guard case .word(let word) = items.first else { return nil }
        return word.bareText
    }
}
