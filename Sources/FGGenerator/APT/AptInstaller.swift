import FGCore

/// Installs Debian packages: an empty tree is filled with the help of this machine's dpkg, all else is done by the tree's own dpkg.
struct AptInstaller: PackageInstaller {
    let recipe: Recipe
    let tools: AptPrograms
    /// How long one program may take.
    let deadline: Duration

    // Later stages run the programs of the tree itself.
    let programs = (first: ["dpkg"], later: [String]())

    init(recipe: Recipe, programs: AptPrograms, deadline: Duration) {
        self.recipe = recipe
        tools = programs
        self.deadline = deadline
    }

    func fileName(of package: Recipe.Package) -> String {
        let version = package.version.replacing(":", with: "%3a")
        return "\(package.name)_\(version)_\(package.architecture).deb"
    }

    func time(of file: FilePath) throws -> Timestamp { try DebianPackage(file).made }

    /// dpkg writes a list of the files of each.
    func unpackedCount(in root: FilePath) -> Int {
        let names = (try? (root / "var" / "lib" / "dpkg" / "info").entries()) ?? []
        return names.count { $0.hasSuffix(".list") }
    }

    func makeReady(_ package: Recipe.Package, _ file: FilePath, in folder: FilePath) async throws
        -> ReadyPackage
    {
        try await UnpackedPackage(dpkgDeb: tools.dpkgDeb).write(file, to: folder / fileName(of: package))
    }

    func fill(_ tree: Tree, with stage: InstallationStage) async throws -> Bool {
        let base = BaseStage(
            dpkg: dpkg(stage, tree),
            packages: stage.ready,
            tools: tools,
            merged: merged(stage)
        )
        try await base.run(from: stage.pool)
        return InitramfsStage.isNeeded(tree, changes: tree.root, hasTriggered: true)
    }

    func install(_ stage: InstallationStage, over tree: Tree, changes: FilePath) async throws -> Bool {
        let dpkg = dpkg(stage, tree)
        try await dpkg.run(from: stage.pool)
        let hasTriggered = try dpkg.ranTrigger(of: InitramfsStage.package)
        return InitramfsStage.isNeeded(tree, changes: changes, hasTriggered: hasTriggered)
    }

    private func dpkg(_ stage: InstallationStage, _ tree: Tree) -> DpkgStage {
        let packages = recipe.packagesByName
        return DpkgStage(
            files: stage.stage.batches.map { names in
                names.compactMap { packages[$0] }.map { ($0.name, fileName(of: $0)) }
            },
            tree: tree,
            scratch: stage.scratch,
            deadline: deadline
        )
    }

    /// The folders that `/usr` takes in where packages hold a system to that, on every architecture and on some.
    private func merged(_ stage: InstallationStage) -> [String] {
        guard stage.packages.contains(where: { UsrMerge.packages.contains($0.name) }) else { return [] }
        return ["bin", "sbin", "lib"] + (recipe.template.architecture == "amd64" ? ["lib64"] : [])
    }

    func missesInitramfs(_ tree: Tree) -> Bool { InitramfsStage.isMissing(in: tree) }

    func makeInitramfs(in tree: Tree) async throws { try await InitramfsStage(tree: tree).run() }
}
