/// A piece of a text.
struct Token: Sendable, Hashable {
    /// The kinds of token.
    enum Kind: Sendable, Hashable {
        case word(Word)
        /// A newline or `;`.
        case terminator
        case pipe
        case hostPipe
        /// `>`, `>>` or `>!`.
        case redirect(Redirect.Mode)
        /// `&` at a statement's end.
        case ampersand
        case openBrace
        case closeBrace
        case openParenthesis
        case closeParenthesis
        /// `[`, where a value is wanted.
        case openBracket
        case closeBracket
        case comma
        /// A comparison, in conditions and values only.
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
    /// The right side of `let`: operators stand between blanks, so that words may have them inside.
    case value
    /// Values inside brackets and after `if` and `for`: comparisons, commas and brackets end a word.
    case expression
}
