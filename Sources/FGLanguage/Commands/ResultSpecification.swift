/// What a command gives: the shape, the fields, and when it does so.
package struct ResultSpecification: Sendable, Hashable {
    /// The shape of a result.
    package enum Shape: String, Sendable, Hashable {
        /// Nothing is written, in no format.
        case nothing
        case text
        /// A list of texts.
        case texts
        /// One thing with named fields.
        case record
        /// Any number of things with the same fields.
        case rows
    }

    package let shape: Shape
    /// The fields of a record or of each row, in order.
    package let fields: [FieldSpecification]
    /// Whether a record has further fields, which depend on what it describes; their values are texts.
    package let isOpen: Bool
    /// When the command gives this and nothing else: `with --dry-run`; nil for always or otherwise.
    package let condition: String?

    private init(_ shape: Shape, _ fields: [FieldSpecification], isOpen: Bool, _ condition: String?) {
        self.shape = shape
        self.fields = fields
        self.isOpen = isOpen
        self.condition = condition
    }

    package static func nothing(_ condition: String? = nil) -> Self {
        Self(.nothing, [], isOpen: false, condition)
    }

    package static func text(_ condition: String? = nil) -> Self {
        Self(.text, [], isOpen: false, condition)
    }

    package static func texts(_ condition: String? = nil) -> Self {
        Self(.texts, [], isOpen: false, condition)
    }

    package static func record(
        _ fields: [FieldSpecification],
        isOpen: Bool = false,
        _ condition: String? = nil
    ) -> Self {
        Self(.record, fields, isOpen: isOpen, condition)
    }

    package static func rows(_ fields: [FieldSpecification], _ condition: String? = nil) -> Self {
        Self(.rows, fields, isOpen: false, condition)
    }
}
