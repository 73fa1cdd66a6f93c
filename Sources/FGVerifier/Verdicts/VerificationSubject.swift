package import FGCore
package import FGGenerator

/// What is verified: a raw disk that is never written, and what it should be.
package struct VerificationSubject: Sendable {
    package let disk: FilePath
    package let digest: Digest
    package let recipe: Recipe

    package init(disk: FilePath, digest: Digest, recipe: Recipe) {
        self.disk = disk
        self.digest = digest
        self.recipe = recipe
    }
}
