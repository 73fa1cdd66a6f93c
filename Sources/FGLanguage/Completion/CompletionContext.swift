import FGCore

/// What is wanted at a place of a text that is being typed.
package struct CompletionContext: Sendable {
    /// The kinds of thing that can stand there.
    package enum Wanted: Sendable {
        /// A noun, a command of one word, or the first word of a statement.
        case command
        case verb(noun: String)
        /// An argument's or an option's value.
        case argument(ArgumentKind)
        /// Only the command's options, and `where`.
        case option
        case stage
        /// A field; `isCondition` when `not`, `package` and parentheses can stand there too.
        case field([FieldSpecification], isCondition: Bool)
        case comparison(FieldSpecification)
        case value(FieldSpecification)
        /// `and`, `or`, or a stage.
        case conjunction
        /// A comparison of a package's version, or what comes after a condition.
        case packageComparison
        case packageVersion(package: String)
        case templateKeyword
        /// An argument of a template's line: the words and named arguments before it, and its own name if it has one.
        case templateArgument(keyword: String, before: [String], name: String?)
        /// A variable, without its `$`; in braces when `isBraced`.
        case variable(isBraced: Bool)
        case variableField(of: String)
        /// A value of the language, such as behind `let name =`.
        case expression
        /// One of some words of the language.
        case words([String])
        /// A program of the host.
        case program
        case nothing
    }

    /// A variable that the text before the cursor defines.
    package struct Variable: Sendable, Hashable {
        package let name: String
        package let summary: String
        /// The fields of its value, as far as they are known.
        package let fields: [FieldSpecification]
    }

    package var wanted: Wanted
    /// The text of the word so far, quotes taken away.
    package var prefix: String
    /// What a candidate replaces.
    package var replaced: SourceRange
    /// The quote that the word began with and that is open at the cursor.
    package var quote: Character?
    /// The command that the cursor stands in.
    package var signature: CommandSignature?
    /// The command's positional arguments before the cursor.
    package var arguments: [String] = []
    /// Options that can stand here too, those given already left out.
    package var options: [OptionSpecification] = []
    /// Options that commands have beside their own, for one who asks for options.
    package var commonOptions: [OptionSpecification] = []
    /// The project that the command is to work in; nil for the current one.
    package var project: String?
    /// Whether `where` can stand here too.
    package var canFilter = false
    /// Whether an argument must come before the command is whole.
    package var isArgumentNeeded = false
    /// Variables that the text before defines, the newest first.
    package var variables: [Variable] = []
    /// Commands that the text before defines, by `def` or `alias`.
    package var definitions: [String] = []

    package init(wanted: Wanted, prefix: String, replaced: SourceRange, quote: Character? = nil) {
        self.wanted = wanted
        self.prefix = prefix
        self.replaced = replaced
        self.quote = quote
    }

    /// Looks at a text up to an offset in bytes, or up to the character that the offset is inside of.
    package static func at(_ offset: Int, in source: Source, table: CommandTable) -> CompletionContext {
        var analysis = CompletionAnalysis(source.head(offset), table: table)
        return analysis.run()
    }
}
