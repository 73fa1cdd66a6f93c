/// A field that rows of a kind have: its name, type and meaning.
package struct FieldSpecification: Sendable, Hashable {
    /// The type of a field's values, which decides the operators and literals that go with it.
    package enum FieldType: String, Sendable, Hashable {
        case text
        case integer
        case size
        case duration
        /// A moment; compared with a date, or with a duration as an age (`used > 30d`: longer ago than that).
        case date
        case version
        /// True or false; stands alone in a condition.
        case flag
        /// Several texts; `==` holds when one of them is equal.
        case texts
    }

    package let name: String
    package let type: FieldType
    package let summary: String
    /// The words that a field of this kind can hold, if they are a fixed set.
    package let values: [String]

    package init(_ name: String, _ type: FieldType, _ summary: String, values: [String] = []) {
        self.name = name
        self.type = type
        self.summary = summary
        self.values = values
    }
}
