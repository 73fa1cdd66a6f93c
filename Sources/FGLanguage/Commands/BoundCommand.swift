/// A call with its words assigned to the arguments and options of its signature.
package struct BoundCommand: Sendable {
    /// The value of an argument or option.
    package enum Argument: Sendable, Hashable {
        case word(Word)
        /// The result of a pipeline in parentheses.
        case pipeline(Pipeline)

        /// Where it stands.
        package var range: SourceRange {
            switch self {
            case .word(let word): word.range
            case .pipeline(let pipeline): pipeline.range
            }
        }
    }

    package let signature: CommandSignature
    /// By the arguments' names.
    package let arguments: [String: [Argument]]
    /// By the options' names; a flag has an empty list.
    package let options: [String: [Argument]]
    /// The project that it works in instead of the current one; nil for that.
    package var project: Argument?
    package let condition: Condition?
    package let trailing: [Word]
}
