import FGCore
import FGProcess

/// Installs the first packages of a recipe into an empty tree, where no program runs yet.
///
/// Packages are unpacked by this machine's dpkg, in any order, since no script of theirs runs; those with a script that
/// runs before come last, by the tree's own dpkg. Then all are configured.
struct BaseStage {
    let dpkg: DpkgStage
    let packages: [ReadyPackage]
    let tools: AptPrograms
    /// The folders that `/usr` takes in; none in releases that keep them apart.
    let merged: [String]

    private var tree: Tree { dpkg.tree }

    /// Fills an empty folder.
    ///
    /// - Throws: `failed` with dpkg's own words.
    func run(from pool: PackagePool) async throws {
        try layFolders()
        let scripted = packages.filter(\.runsScriptFirst)
        try await unpack(packages.filter { !$0.runsScriptFirst }, pool)
        // What their scripts need may be in them.
        for package in scripted { try await extract(package) }
        try await dpkg.installing {
            try await dpkg.unpack(scripted, from: pool)
            try await dpkg.configure(["--pending"])
        }
    }

    private func layFolders() throws {
        for folder in ["/var/lib/dpkg/info", "/var/lib/dpkg/updates"] { try tree.makeFolder(folder) }
        try tree.write("/var/lib/dpkg/status", "")
        for name in merged {
            try tree.makeFolder("/usr/\(name)")
            try tree.link("/\(name)", to: "usr/\(name)")
        }
    }

    private func unpack(_ packages: [ReadyPackage], _ pool: PackagePool) async throws {
        let command = tree.command(
            of: tools.dpkg,
            ["--root=\(Tree.place)", "--force-unsafe-io"] + DpkgStage.unpacking
                + packages.map(DpkgStage.place),
            binding: [(pool.folder, DpkgStage.pool)],
            deadline: dpkg.deadline
        )
        try await PackageFailure.check(command)
    }

    private func extract(_ package: ReadyPackage) async throws {
        let options = ["--keep-directory-symlink", "--preserve-permissions", "--numeric-owner"]
        var command = tree.command(
            of: tools.tar,
            ["--extract", "--directory=\(Tree.place)"] + options,
            deadline: dpkg.deadline
        )
        let files = try DebianPackage(package.file).data
        command.input = .rest(of: package.file, from: files.bytes.lowerBound)
        try await PackageFailure.check(command)
    }
}
