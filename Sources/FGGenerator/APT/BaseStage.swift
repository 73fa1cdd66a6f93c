import FGCore
import FGProcess

/// Installs the first packages of a recipe into an empty tree, by mmdebstrap: from the pool alone, without network.
struct BaseStage {
    let recipe: Recipe
    let packages: [Recipe.Package]
    let epoch: Timestamp
    let tools: AptPrograms
    let scratch: FilePath
    /// How long it may take.
    let deadline: Duration

    /// Fills an empty folder.
    ///
    /// - Throws: `failed` with dpkg's or APT's own words.
    func run(from pool: PackagePool, into tree: FilePath) async throws {
        try await writeIndex(of: pool)
        let names = packages.map(\.name).sorted().joined(separator: ",")
        var command = Command(
            tools.mmdebstrap,
            [
                "--quiet", "--mode=root", "--variant=apt", "--format=directory",
                "--architectures=\(recipe.template.architecture)", "--include=\(names)",
                "--aptopt=Acquire::Languages \"none\"", "--skip=cleanup/reproducible",
                recipe.template.release, tree.string, "deb [trusted=yes] copy:\(pool.folder) ./",
            ]
        )
        command.environment["SOURCE_DATE_EPOCH"] = "\(epoch.seconds)"
        command.environment["TMPDIR"] = scratch.string
        command.hasNetwork = false
        command.deadline = deadline
        try await PackageFailure.check(command)
    }

    private func writeIndex(of pool: PackagePool) async throws {
        let options = ["MD5", "SHA1", "SHA512"].flatMap { ["-o", "APT::FTPArchive::\($0)=false"] }
        var command = Command(tools.ftparchive, options + ["packages", "."])
        command.folder = pool.folder
        command.output = .file(pool.folder / "Packages")
        try await command.runChecked()
    }
}
