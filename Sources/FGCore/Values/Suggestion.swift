/// Something that a text being typed can become, with a few words that say what it is.
package struct Suggestion: Sendable, Hashable {
    package let text: String
    /// May be empty.
    package let summary: String
    /// Whether more is to be typed behind it: a project and its `/`, the beginning of several names.
    package let isPartial: Bool

    package init(_ text: String, _ summary: String = "", isPartial: Bool = false) {
        self.text = text
        self.summary = summary
        self.isPartial = isPartial
    }
}

/// The suggestions for a text, cut where there are too many to look through.
///
/// The last one of a cut list is the last of all, so that the first and it show what all begin with.
package struct SuggestionList: Sendable, Hashable {
    package var items: [Suggestion]
    /// How many more there are; at least so many when `hasMore` says that nobody counted further.
    package var rest: Int
    /// Whether there are still more than `rest`.
    package var hasMore: Bool

    package init(_ items: [Suggestion] = [], rest: Int = 0, hasMore: Bool = false) {
        self.items = items
        self.rest = rest
        self.hasMore = hasMore
    }

    /// Puts another list's suggestions behind these.
    package mutating func append(_ other: SuggestionList) {
        items += other.items
        rest += other.rest
        hasMore = hasMore || other.hasMore
    }
}
