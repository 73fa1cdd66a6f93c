package import FGCore
package import FGStorage

/// Packages that come into the store while they are built from.
///
/// A file beside the build says that packages still come, so that a build in another process knows as well.
package struct PackageArrival: Sendable {
    private let store: BlobStore
    private let mark: FilePath

    /// How often the store is looked at.
    private static let pause = Duration.milliseconds(20)

    /// The arrival for a build in a scratch folder.
    package init(into store: BlobStore, scratch: FilePath) {
        self.store = store
        mark = scratch / "packages-come"
    }

    /// Says that packages come from now on.
    package func begin() throws { try mark.write("") }

    /// Says that all packages are there.
    package func end() throws { try mark.removeFile() }

    /// Whether packages are there.
    func isComplete(_ packages: [Recipe.Package]) -> Bool {
        packages.allSatisfy { store.contains($0.digest) }
    }

    /// Waits until packages are there, or no more come.
    ///
    /// Whoever brings them ends the build when that fails.
    func wait(for packages: [Recipe.Package]) async throws {
        while mark.exists, !isComplete(packages) { try await Task.sleep(for: Self.pause) }
    }
}
