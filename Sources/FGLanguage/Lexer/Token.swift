/// A piece of a text.
struct Token: Sendable, Hashable {
    /// The kinds of token.
    enum Kind: Sendable, Hashable {
        case word(Word)
        /// A newline or `;`.
        case terminator
        case pipe
        case hostPipe
        /// `>` or `>>`.
        case redirect(appends: Bool)
        case openBrace
        case closeBrace
        case openParenthesis
        case closeParenthesis
        case comma
        /// A comparison, in a condition only.
        case comparison(String)
        case end
    }

    let kind: Kind
    let range: SourceRange
}

/// What the parser expects next, which decides where words end.
enum LexerMode {
    /// Words of commands and templates: `gcc>=12` is one word.
    case words
    /// Conditions: comparisons, commas and parentheses end a word.
    case condition
}
