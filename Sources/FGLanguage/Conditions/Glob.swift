/// Patterns with `*` for any text and `?` for one character.
package enum Glob {
    /// Whether a text fits a pattern; takes at most the product of their lengths in steps.
    package static func matches(_ text: String, pattern: String) -> Bool {
        let (text, pattern) = (Array(text.unicodeScalars), Array(pattern.unicodeScalars))
        var (place, mark) = (0, 0)
        var star: Int?
        var index = 0
        while index < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = place
                mark = index
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[index] {
                place += 1
                index += 1
            } else if let last = star {
                place = last + 1
                mark += 1
                index = mark
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
