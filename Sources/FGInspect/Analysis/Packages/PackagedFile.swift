package import FGCore

/// A file as the package says it that brought it.
package struct PackagedFile: Sendable, Hashable {
    package let path: String
    /// Of its content; nil for what is no file, or has another kind of digest.
    package let digest: Digest?
    /// Whether it is there to be changed.
    package let isSetting: Bool
    /// Whether it may be missing.
    package let isOptional: Bool
}
