/// A command line of a login shell up to the cursor, cut into words by the rules that such shells share.
struct LoginShellLine {
    /// The words before the one at the cursor, without their quotes.
    private(set) var words: [String] = []
    /// The word at the cursor, without its quotes; empty behind a blank.
    private(set) var current = ""

    /// Reads a line; a quote may be open at its end.
    init(_ line: String) {
        var quote: Character?
        var isEscaped = false
        var isWord = false
        for character in line {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
                isWord = true
            } else if let mark = quote {
                if character == mark { quote = nil } else { current.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                isWord = true
            } else if character.isWhitespace {
                if isWord { words.append(current) }
                current = ""
                isWord = false
            } else {
                current.append(character)
                isWord = true
            }
        }
    }
}
