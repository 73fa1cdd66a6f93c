/// Something wrong with a text: what, where, and what would be right.
package struct Diagnostic: Error, Sendable, Hashable {
    package let message: String
    package let range: SourceRange
    package let hint: String?

    package init(_ message: String, at range: SourceRange, hint: String? = nil) {
        self.message = message
        self.range = range
        self.hint = hint
    }
}
