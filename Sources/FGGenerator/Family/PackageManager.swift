import FGCore
import FGStorage

/// A package manager: what chooses packages of one form, brings them and installs them.
protocol PackageManager: Sendable {
    /// What a package's name looks like, with an example.
    var namePattern: (text: String, hint: String) { get }

    /// Whether archives have suites.
    var hasSuites: Bool { get }

    /// The suites and components of an archive whose line names none.
    func standardParts(of release: String) -> (suites: [String], components: [String])

    /// The packages of this machine whose programs choose and install: their versions are part of a recipe.
    var tools: [String] { get }

    /// What it leaves in a tree that no image has: paths, or folders whose content goes with a trailing `/*`.
    var leftovers: [String] { get }

    /// Checks that its programs are installed here.
    ///
    /// - Throws: `unavailable` for the first that is missing, with its package.
    func requirePrograms() throws

    /// Chooses packages, with the state of archives in a folder of the site.
    func chooser(folder: FilePath, store: BlobStore, progress: @escaping ProgressHandler)
        -> any PackageChooser

    /// Downloads packages of a recipe into a folder, each under the hexadecimal digits of its digest.
    ///
    /// - Throws: `unavailable` for a package that cannot be had any more.
    func download(_ packages: [Recipe.Package], of recipe: Recipe, from store: BlobStore, to folder: FilePath)
        async throws

    /// Installs packages of a recipe, each program within a deadline.
    ///
    /// - Throws: `unavailable` for a missing program.
    func installer(of recipe: Recipe, deadline: Duration) throws -> any PackageInstaller

    /// The address of the signed file that an index of a recipe is; nil when no source of the recipe names it.
    func address(of index: Recipe.Index, in recipe: Recipe) -> String?
}
