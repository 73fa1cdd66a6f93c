import FGCore
import FGProcess
import FGStorage

/// A folder with packages under the names that archives give them, which goes when it is removed.
struct PackagePool: Sendable {
    let folder: FilePath

    /// Copies packages from the store; the folder must not be there.
    ///
    /// - Throws: `corrupt` for a package that is not in the store.
    init(
        _ packages: [Recipe.Package],
        from store: BlobStore,
        at folder: FilePath,
        naming fileName: (Recipe.Package) -> String
    ) throws {
        self.folder = folder
        try folder.makeFolder()
        for package in packages {
            let source = try OpenFile(try store.existingPath(of: package.digest))
            let target = try OpenFile(folder / fileName(package), .create(permissions: 0o644))
            _ = try SparseCopy(from: source, to: target).run()
        }
    }

    func remove() throws { try folder.removeAll() }
}
