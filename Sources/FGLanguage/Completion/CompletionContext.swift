import FGCore

/// What is wanted at a place of a text that is being typed.
package struct CompletionContext: Sendable {
    /// The kinds of thing that can stand there.
    package enum Wanted: Sendable {
        /// A noun, or a command of one word.
        case command
        case verb(noun: String)
        /// An argument's or an option's value.
        case argument(ArgumentKind)
        /// An option of a command, those given already left out; `canFilter` when `where` can stand there too.
        case option([OptionSpecification], canFilter: Bool)
        case stage
        /// A field; `isCondition` when `not`, `package` and parentheses can stand there too.
        case field([FieldSpecification], isCondition: Bool)
        case comparison(FieldSpecification)
        case value(FieldSpecification)
        /// `and`, `or`, or a stage.
        case conjunction
        case templateKeyword
        case nothing
    }

    package let wanted: Wanted
    /// The text of the word so far, quotes taken away.
    package let prefix: String
    /// What a candidate replaces.
    package let replaced: SourceRange
    /// The quote that the word began with.
    package let quote: Character?

    /// Looks at a text up to an offset.
    package static func at(_ offset: Int, in source: Source, table: CommandTable) -> CompletionContext {
        let head = Source(name: source.name, text: source.text(0..<offset))
        var analysis = CompletionAnalysis(head, table: table)
        return analysis.run()
    }
}
