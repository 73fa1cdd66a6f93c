import FGCore
import FGStorage

/// Installs packages into a tree from a folder that holds them: without network, no service is started.
protocol PackageInstaller: Sendable {
    /// The packages of this machine whose programs fill an empty tree: their versions are part of a layer's identity.
    var programs: (first: [String], later: [String]) { get }

    /// The name of a package's file in the folder.
    func fileName(of package: Recipe.Package) -> String

    /// Puts a package's file into a folder under that name, in the form in which it is installed fastest.
    ///
    /// - Throws: `corrupt` for a file that is no package.
    func makeReady(_ package: Recipe.Package, _ file: FilePath, in folder: FilePath) async throws
        -> ReadyPackage

    /// When a package was made, as its file says itself.
    ///
    /// - Throws: `corrupt` for a file that is no package.
    func time(of file: FilePath) throws -> Timestamp

    /// How many packages have been unpacked in a tree, as far as that can be seen while it goes on.
    func unpackedCount(in root: FilePath) -> Int

    /// Fills an empty tree; gives whether the initramfs is to be made of it.
    ///
    /// - Throws: `failed` with the package manager's own words.
    func fill(_ tree: Tree, with stage: InstallationStage) async throws -> Bool

    /// Installs over a tree; gives whether its initramfs becomes another one.
    ///
    /// `changes` is the folder of what is other in the tree than before.
    /// - Throws: `failed` with the package manager's own words.
    func install(_ stage: InstallationStage, over tree: Tree, changes: FilePath) async throws -> Bool

    /// Whether a tree that somebody else made has a kernel without initramfs, and the program to make one.
    func missesInitramfs(_ tree: Tree) -> Bool

    /// Makes the initramfs of every kernel of a tree.
    func makeInitramfs(in tree: Tree) async throws
}

extension PackageInstaller {
    /// As it is.
    func makeReady(_ package: Recipe.Package, _ file: FilePath, in folder: FilePath) async throws
        -> ReadyPackage
    {
        let ready = ReadyPackage(file: folder / fileName(of: package))
        let target = try OpenFile(ready.file, .create(permissions: 0o644))
        _ = try SparseCopy(from: try OpenFile(file), to: target).run()
        return ready
    }
}

/// A stage of packages that are about to be installed.
struct InstallationStage: Sendable {
    let stage: Recipe.Stage
    let packages: [Recipe.Package]
    /// The packages as they are installed.
    let ready: [ReadyPackage]
    /// Has them in its folder.
    let pool: PackagePool
    /// A folder for files of the installation's own.
    let scratch: FilePath
}
