/// Writes a word of the host's command line so that the language reads it as the same word.
enum WordQuoting {
    /// Words of the language that stand between arguments stay bare, so that `image list where verified` works.
    static func quoted(_ word: String, isFirst: Bool) -> String {
        let plain = word.allSatisfy { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "-_./:@+=,<>!~%".contains(character))
        }
        if plain, !word.isEmpty { return word }
        if ["|", "(", ")"].contains(word) { return word }
        // An option keeps its name bare and has its value quoted.
        if word.hasPrefix("--"), let equals = word.firstIndex(of: "="), !word[..<equals].contains(" ") {
            return word[...equals] + quoted(String(word[word.index(after: equals)...]), isFirst: false)
        }
        return word.contains("'") ? "\"" + escaped(word) + "\"" : "'" + word + "'"
    }

    /// A text as it stands between double quotes.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$")
    }
}
