import FGCore
import FGProcess

/// Installs RPM packages by this machine's DNF: from the folder alone, in a sandbox, each stage one transaction.
///
/// Scripts of packages run with the image as their root, as the programs of Debian packages do.
struct DnfInstaller: PackageInstaller {
    let recipe: Recipe
    let tools: DnfPrograms
    /// How long one program may take.
    let deadline: Duration

    let programs = (first: ["dnf", "rpm"], later: ["dnf", "rpm"])

    private static let family = RedHatFamily()
    private static let count = "count"

    init(recipe: Recipe, tools: DnfPrograms, deadline: Duration) {
        self.recipe = recipe
        self.tools = tools
        self.deadline = deadline
    }

    func fileName(of package: Recipe.Package) -> String {
        let version = package.version.split(separator: ":").last.map(String.init) ?? package.version
        return "\(package.name)-\(version).\(package.architecture).rpm"
    }

    func time(of file: FilePath) throws -> Timestamp { try RPMPackageTime.of(file) }

    /// The program that installs writes it beside the tree.
    func unpackedCount(in root: FilePath) -> Int {
        (try? (root.parent / "dnf" / Self.count).readText()).flatMap { Int($0) } ?? 0
    }

    func fill(_ tree: Tree, with stage: InstallationStage) async throws -> Bool {
        try tree.root.makeFolder(permissions: 0o755)
        try await transact(stage, tree)
        return DracutStage.isNeeded(tree, changes: tree.root)
    }

    func install(_ stage: InstallationStage, over tree: Tree, changes: FilePath) async throws -> Bool {
        try await transact(stage, tree)
        return DracutStage.isNeeded(tree, changes: changes)
    }

    func missesInitramfs(_ tree: Tree) -> Bool { DracutStage.isMissing(in: tree) }

    func makeInitramfs(in tree: Tree) async throws { try await DracutStage(tree: tree).run() }

    /// What the program that installs is asked.
    private struct Request: Encodable {
        let root: String
        let state: String
        let database: String
        let architecture: String
        let release: String
        let epoch: Int64
        let files: [String]
    }

    private struct Answer: Decodable {
        let failure: String?
        /// The package whose script failed.
        let package: String?
        /// Its last words.
        let said: [String]?
    }

    /// The folders that are mounted while packages are installed, with the modes that they have in an image.
    private static let mounted: [(name: String, mode: UInt32)] = [
        ("/dev", 0o755), ("/proc", 0o555), ("/run", 0o755), ("/sys", 0o555), ("/tmp", 0o1777),
    ]

    private func transact(_ stage: InstallationStage, _ tree: Tree) async throws {
        let state = tree.root.parent / "dnf"
        try state.removeAll()
        try state.makeFolder(permissions: 0o700)
        defer { try? state.removeAll() }
        let database = database(in: tree)
        try (state / ".rpmmacros").write(
            "%_dbpath \(database)\n%_netsharedpath /dev:/proc:/sys\n%_pkgverify_level digest\n"
        )
        for (name, mode) in Self.mounted {
            try tree.makeFolder(name)
            try tree.setMode(name, mode)
        }
        let kernels = DeferredKernelInstall(tree: tree)
        try kernels.begin()
        let request = Request(
            root: Tree.place,
            state: "/state",
            database: database,
            architecture: DnfRepository.architecture(of: recipe.template),
            release: recipe.template.release,
            epoch: tree.epoch.seconds,
            files: stage.packages.map { "/packages/\(fileName(of: $0))" }
        )
        let command = try sandboxed(request, tree, stage.pool.folder, state)
        let seconds = deadline.components.seconds
        let result = try await command.run(
            overdue: FGError(
                .timedOut,
                "the packages cannot be installed: a script of one did not end in \(seconds) s",
                hint: "leave out what was added last"
            )
        )
        guard result.status == 0 else { throw command.failure(result) }
        let answer = try CanonicalJSON.decode(Answer.self, from: result.output)
        if let failure = answer.failure { throw Self.error(failure, answer) }
        try kernels.end()
        try tree.remove("/run/*")
        try tree.remove("/tmp/*")
    }

    /// Where a base has its database, else where the release has it.
    private func database(in tree: Tree) -> String {
        let places = ["/usr/lib/sysimage/rpm", "/var/lib/rpm"]
        return places.first { tree.file("\($0)/rpmdb.sqlite").exists }
            ?? Self.family.database(of: recipe.template)
    }

    private static func error(_ failure: String, _ answer: Answer) -> FGError {
        let what = answer.package.map { "the package \($0)" } ?? "the packages"
        return FGError(
            .failed,
            "\(what) cannot be installed: \(failure)",
            subject: answer.package,
            hint: answer.said?.last.map { "it said: \($0)" }
        )
    }

    /// DNF in a place of its own: of the host it sees programs and nothing else, and it has no network.
    private func sandboxed(_ request: Request, _ tree: Tree, _ pool: FilePath, _ state: FilePath) throws
        -> Command
    {
        var options = [
            "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
        ]
        options += ["--unshare-net"] + Sandbox.systemFolders + Sandbox.ownFolders
        options += ["--tmpfs", "/run", "--tmpfs", "/tmp", "--ro-bind", pool.string, "/packages"]
        options += ["--bind", state.string, "/state", "--bind", tree.root.string, Tree.place]
        options += [
            "--dev", "\(Tree.place)/dev", "--proc", "\(Tree.place)/proc", "--remount-ro",
            "\(Tree.place)/proc",
        ]
        options += [
            "--tmpfs", "\(Tree.place)/run", "--perms", "1777", "--tmpfs", "\(Tree.place)/tmp", "--chdir", "/",
        ]
        options += ["--cap-drop", "ALL"]
        for capability in Tree.capabilities { options += ["--cap-add", capability] }
        let inner = try tools.command(InstallProgram.text, home: "/state", asking: request)
        var command = Command(
            tools.bubblewrap,
            options + ["--", inner.program.path.string] + inner.arguments
        )
        command.environment = inner.environment
        command.environment["SOURCE_DATE_EPOCH"] = "\(tree.epoch.seconds)"
        command.environment["SYSTEMD_OFFLINE"] = "1"
        command.input = inner.input
        command.forgetsCaller = true
        command.deadline = deadline
        return command
    }
}
