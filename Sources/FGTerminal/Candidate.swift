/// Something that can stand at the cursor.
package struct Candidate: Sendable, Hashable {
    package let text: String
    /// A few words that say what it is; may be empty.
    package let summary: String

    package init(_ text: String, _ summary: String) {
        self.text = text
        self.summary = summary
    }
}
