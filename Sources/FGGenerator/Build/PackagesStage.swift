import FGCore
import FGProcess
import FGStorage

/// Installs the recipe's packages into an empty tree: from the store alone, without network.
struct PackagesStage {
    let recipe: Recipe
    let store: BlobStore
    let tools: BuildTools
    let scratch: FilePath
    let progress: ProgressHandler

    /// Fills `tree`, which must not be there.
    func run(into tree: FilePath) async throws {
        let pool = scratch / "pool"
        try pool.makeFolder()
        for package in recipe.packages {
            let blob = try store.existingPath(of: package.digest)
            let version = package.version.replacing(":", with: "%3a")
            let file = pool / "\(package.name)_\(version)_\(package.architecture).deb"
            try copy(blob, to: file)
        }
        try await writeIndex(of: pool)
        try await install(from: pool, into: tree)
        try pool.removeAll()
    }

    private func copy(_ blob: FilePath, to file: FilePath) throws {
        let source = try OpenFile(blob)
        let target = try OpenFile(file, .create(permissions: 0o644))
        _ = try SparseCopy(from: source, to: target).run()
    }

    private func writeIndex(of pool: FilePath) async throws {
        let options = ["MD5", "SHA1", "SHA512"].flatMap { ["-o", "APT::FTPArchive::\($0)=false"] }
        var command = Command(tools.ftparchive, options + ["packages", "."])
        command.folder = pool
        command.output = .file(pool / "Packages")
        try await command.runChecked()
    }

    private func install(from pool: FilePath, into tree: FilePath) async throws {
        let names = recipe.packages.map { "\($0.name)" }.joined(separator: ",")
        var command = Command(
            tools.mmdebstrap,
            [
                "--quiet", "--mode=root", "--variant=apt", "--format=directory",
                "--architectures=\(recipe.template.architecture)", "--include=\(names)",
                "--aptopt=Acquire::Languages \"none\"", "--skip=cleanup/reproducible",
                recipe.template.release, tree.string, "deb [trusted=yes] copy:\(pool) ./",
            ]
        )
        command.environment["SOURCE_DATE_EPOCH"] = "\(recipe.epoch.seconds)"
        command.environment["TMPDIR"] = scratch.string
        command.hasNetwork = false
        let count = Int64(recipe.packages.count)
        let look = { @Sendable [progress] in
            progress(.advance(done: min(Self.unpacked(in: tree), count), of: count, .items))
        }
        let result = try await PeriodicLook.looking(look) { [command] in try await command.run() }
        guard result.status == 0 else { throw failure(command, result) }
    }

    /// How many packages are unpacked in a tree: dpkg writes a list of the files of each.
    private static func unpacked(in tree: FilePath) -> Int64 {
        let names = (try? (tree / "var" / "lib" / "dpkg" / "info").entries()) ?? []
        return Int64(names.count { $0.hasSuffix(".list") })
    }

    /// The line that says why: dpkg's and APT's own come before mmdebstrap's last words.
    private func failure(_ command: Command, _ result: CommandResult) -> FGError {
        let base = command.failure(result)
        let lines = result.errorText.split(separator: "\n")
        let reason =
            lines.first { $0.hasPrefix("dpkg: error") || $0.hasPrefix("E: ") && !$0.contains("mmdebstrap") }
            ?? lines.first { $0.hasPrefix("E: ") }
        guard let reason, base.code != .quotaExceeded else { return base }
        return FGError(.failed, "the packages cannot be installed: \(reason)", hint: base.hint)
    }
}
