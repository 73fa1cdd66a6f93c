import FGCore
import FGProcess
import FGStorage

/// The package manager of Fedora and what is made of it: DNF chooses and installs, rpm checks.
struct DNF: PackageManager {
    /// Names of packages can have capitals.
    let namePattern = (
        text: #"[A-Za-z0-9][A-Za-z0-9_+.-]*"#, hint: "names are like NetworkManager or gcc-c++"
    )
    let tools = ["dnf", "rpm", "libdnf2", "libsolv1"]
    let leftovers = [
        "/var/lib/dnf/*", "/var/cache/dnf/*", "/var/lib/rpm/.rpm.lock", "/var/lib/rpm/rpmdb.sqlite-shm",
        "/var/lib/rpm/rpmdb.sqlite-wal", "/usr/lib/sysimage/rpm/.rpm.lock",
        "/usr/lib/sysimage/rpm/rpmdb.sqlite-shm", "/usr/lib/sysimage/rpm/rpmdb.sqlite-wal",
    ]
    let hasSuites = false

    /// A repository is one folder, unless the line names components.
    func standardParts(of release: String) -> (suites: [String], components: [String]) { ([], []) }

    func requirePrograms() throws { _ = try DnfPrograms() }

    func chooser(folder: FilePath, store: BlobStore, progress: @escaping ProgressHandler)
        -> any PackageChooser
    {
        DnfChooser(folder: folder, store: store, progress: progress)
    }

    func installer(of recipe: Recipe, deadline: Duration) throws -> any PackageInstaller {
        DnfInstaller(recipe: recipe, tools: try DnfPrograms(), deadline: deadline)
    }

    func address(of index: Recipe.Index, in recipe: Recipe) -> String? { index.uri + "/repodata/repomd.xml" }

    /// What the download program is asked and answers.
    private struct Request: Encodable {
        /// Each an address and a path.
        let files: [[String]]
    }

    private struct Answer: Decodable {
        /// The reasons by path.
        let failures: [String: String]
    }

    /// - Throws: `corrupt` for a package that the key of its repository has not signed, or with other bytes.
    func download(
        _ packages: [Recipe.Package],
        of recipe: Recipe,
        from store: BlobStore,
        to folder: FilePath
    ) async throws {
        let tools = try DnfPrograms()
        let command = try tools.command(
            DownloadProgram.text,
            home: folder,
            asking: Request(files: packages.map { [$0.uri, (folder / $0.digest.hex).string] })
        )
        let answer = try CanonicalJSON.decode(Answer.self, from: try await command.runChecked().output)
        for package in packages {
            let file = folder / package.digest.hex
            if let reason = answer.failures[file.string] {
                throw FGError(
                    .unavailable,
                    "\(package.name) cannot be fetched: \(reason)",
                    hint: "generate --refresh pins what the repository has now"
                )
            }
            // Bytes that are not those of the index have no signature to ask after.
            guard try Digest(ofFileAt: file) == package.digest else {
                throw FGError(
                    .corrupt,
                    "\(package.name) has other bytes than the repository's index says",
                    subject: package.name,
                    hint: "generate --refresh pins what the repository has now"
                )
            }
        }
        let signatures = RPMSignatures(rpmkeys: tools.rpmkeys, store: store, scratch: folder)
        try await signatures.check(packages, of: recipe, in: folder)
    }
}
