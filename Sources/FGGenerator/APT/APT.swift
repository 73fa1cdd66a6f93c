import FGCore
import FGProcess
import FGStorage

/// Debian's package manager: APT chooses and brings, dpkg installs.
struct APT: PackageManager {
    let namePattern = (text: #"[a-z0-9][a-z0-9+.-]+"#, hint: "names are lower case, like openmpi-bin")
    let tools = ["dpkg", "apt"]
    let leftovers = [
        "/var/lib/apt/lists/*", "/var/cache/apt/*", "/var/cache/debconf/config.dat-old",
        "/var/cache/debconf/templates.dat-old", "/var/lib/dpkg/status-old", "/var/lib/dpkg/available",
    ]

    let hasSuites = true

    func standardParts(of release: String) -> (suites: [String], components: [String]) {
        ([release], ["main"])
    }

    func requirePrograms() throws { _ = try AptPrograms() }

    func chooser(folder: FilePath, store: BlobStore, progress: @escaping ProgressHandler)
        -> any PackageChooser
    {
        AptChooser(folder: folder, store: store, progress: progress)
    }

    func download(
        _ packages: [Recipe.Package],
        of recipe: Recipe,
        from store: BlobStore,
        to folder: FilePath
    ) async throws {
        let helper = Program(name: "apt-helper", path: "/usr/lib/apt/apt-helper")
        guard helper.path.exists else {
            throw FGError(
                .unavailable,
                "the program apt-helper is not installed",
                hint: "apt-get install apt"
            )
        }
        var arguments = ["-o", "APT::Sandbox::User=root", "download-file"]
        for package in packages {
            arguments += [
                package.uri, (folder / package.digest.hex).string, "SHA256:\(package.digest.hex)",
            ]
        }
        let result = try await Command(helper, arguments).run()
        let absent = packages.first { !(folder / $0.digest.hex).exists }
        guard result.status == 0, absent == nil else {
            let reason = result.errorText.split(separator: "\n").first { $0.hasPrefix("E:") }?.dropFirst(3)
            throw FGError(
                .unavailable,
                "\(absent?.name ?? "a package") cannot be fetched: \(reason ?? "no reason given")",
                hint: "generate --refresh pins what the archive has now"
            )
        }
    }

    func installer(of recipe: Recipe, deadline: Duration) throws -> any PackageInstaller {
        AptInstaller(recipe: recipe, programs: try AptPrograms(), deadline: deadline)
    }

    func address(of index: Recipe.Index, in recipe: Recipe) -> String? {
        for source in recipe.sources {
            for suite in source.suites where AptChooser.listName(source.uri, suite) == index.uri {
                let base = source.uri.hasSuffix("/") ? String(source.uri.dropLast()) : source.uri
                return "\(base)/dists/\(suite)/InRelease"
            }
        }
        return nil
    }
}
