/// An error with its place, where that is narrower than the statement that is reported, or in another text.
package struct PlacedError: Error, Sendable {
    package let error: any Error
    package let range: SourceRange
    /// The text; nil for the one of the statement that runs.
    package let source: Source?

    /// Gives an error its place; one that has a place keeps it.
    package init(_ error: any Error, at range: SourceRange, in source: Source? = nil) {
        if let placed = error as? PlacedError {
            self.error = placed.error
            self.range = placed.range
            self.source = placed.source ?? source
        } else {
            self.error = error
            self.range = range
            self.source = source
        }
    }
}
