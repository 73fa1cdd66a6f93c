/// One reason why foreign bytes must not be used.
package struct Hazard: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kinds of hazard, each with one word for programs.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The bytes are of two formats at once.
        case ambiguous
        /// The format is not the declared one.
        case mismatch
        /// The format is known and not taken as an image.
        case formatNotTaken = "format-not-taken"
        /// The image takes bytes from a backing or parent file.
        case backingFile = "backing-file"
        /// The image names another file that holds its data.
        case externalData = "external-data"
        /// A feature, version or variant that is not known here.
        case unknownFeature = "unknown-feature"
        /// The content is encrypted.
        case encrypted
        /// The image says itself that it is damaged or not closed.
        case damaged
        /// Structures contradict each other, or lie outside of the file.
        case malformed
        /// A size or a number is over its bound.
        case tooLarge = "too-large"
        /// A compressed file holds a compressed file.
        case nestedCompression = "nested-compression"
        /// A path or link leads out of the archive.
        case escape
        /// An archive entry is a device.
        case device
    }

    /// What kind it is.
    package let kind: Kind
    /// What was found, with the names and numbers.
    package let reason: String

    /// Takes a kind and what was found.
    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// The reason.
    package var description: String { reason }
}
