package import FGCore
package import FGGenerator
package import FGInspect

/// What is verified: bytes that are never written, the raw disk they stand for, and what it should be.
package struct VerificationSubject: Sendable {
    /// The stored bytes.
    package let stored: FilePath
    package let format: ImageFormat
    /// The digest that the catalog has of the stored bytes.
    package let digest: Digest
    /// The raw disk: the stored bytes themselves, or read out of them.
    package let disk: FilePath
    /// Nil for an imported image, which no template describes.
    package let recipe: Recipe?

    package init(stored: FilePath, format: ImageFormat, digest: Digest, disk: FilePath, recipe: Recipe?) {
        self.stored = stored
        self.format = format
        self.digest = digest
        self.disk = disk
        self.recipe = recipe
    }
}
