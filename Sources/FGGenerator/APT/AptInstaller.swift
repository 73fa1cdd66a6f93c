import FGCore

/// Installs Debian packages: the first stage by mmdebstrap, later ones by the tree's own dpkg.
struct AptInstaller: PackageInstaller {
    let recipe: Recipe
    let tools: AptPrograms
    /// How long one program may take.
    let deadline: Duration

    // Later stages run the programs of the tree itself.
    let programs = (first: ["mmdebstrap", "dpkg", "apt"], later: [String]())

    init(recipe: Recipe, programs: AptPrograms, deadline: Duration) {
        self.recipe = recipe
        tools = programs
        self.deadline = deadline
    }

    func fileName(of package: Recipe.Package) -> String {
        let version = package.version.replacing(":", with: "%3a")
        return "\(package.name)_\(version)_\(package.architecture).deb"
    }

    func time(of file: FilePath) throws -> Timestamp { try DebianPackageTime.of(file) }

    /// dpkg writes a list of the files of each.
    func unpackedCount(in root: FilePath) -> Int {
        let names = (try? (root / "var" / "lib" / "dpkg" / "info").entries()) ?? []
        return names.count { $0.hasSuffix(".list") }
    }

    func fill(_ tree: Tree, with stage: InstallationStage) async throws -> Bool {
        let base = BaseStage(
            recipe: recipe,
            packages: stage.packages,
            epoch: tree.epoch,
            tools: tools,
            scratch: stage.scratch,
            deadline: deadline
        )
        try await base.run(from: stage.pool, into: tree.root)
        // In the older form of a recipe the packages' own scripts have made it.
        return recipe.stages != nil
            && InitramfsStage.isNeeded(tree, changes: tree.root, hasTriggered: true)
    }

    func install(_ stage: InstallationStage, over tree: Tree, changes: FilePath) async throws -> Bool {
        let dpkg = DpkgStage(
            files: stage.stage.batches.map { names in
                names.compactMap { recipe.packagesByName[$0] }.map { ($0.name, fileName(of: $0)) }
            },
            tree: tree,
            scratch: stage.scratch,
            deadline: deadline
        )
        try await dpkg.run(from: stage.pool)
        let hasTriggered = try dpkg.ranTrigger(of: InitramfsStage.package)
        return InitramfsStage.isNeeded(tree, changes: changes, hasTriggered: hasTriggered)
    }

    func makeInitramfs(in tree: Tree) async throws { try await InitramfsStage(tree: tree).run() }
}
