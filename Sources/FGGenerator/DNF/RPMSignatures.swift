import FGCore
import FGProcess
import FGStorage

/// Checks that packages are signed by the key of the repository that they come from.
struct RPMSignatures {
    let rpmkeys: Program
    let store: BlobStore
    let scratch: FilePath

    /// Checks files that are called by their digests.
    ///
    /// - Throws: `corrupt` for the first that is not signed by the key, `invalid` for a key that rpm does not read.
    func check(_ packages: [Recipe.Package], of recipe: Recipe, in folder: FilePath) async throws {
        let repositories = DnfRepository.all(of: recipe.template)
        let groups = Dictionary(grouping: packages) { package in
            repositories.filter { package.uri.hasPrefix($0.uri + "/") }.max { $0.uri.count < $1.uri.count }
        }
        for (repository, packages) in groups.sorted(by: { ($0.key?.id ?? "") < ($1.key?.id ?? "") }) {
            guard let repository, let key = repository.key else {
                let name = packages[0].name
                throw FGError(.corrupt, "\(name) comes from no repository that has a key", subject: name)
            }
            let database = scratch / ".keys-\(repository.id)"
            try database.makeFolder(permissions: 0o700)
            defer { try? database.removeAll() }
            try await take(key, of: repository, into: database)
            for package in packages {
                let file = folder / package.digest.hex
                let result = try await keys(["--checksig", file.string], database).run()
                guard result.status != 0 else { continue }
                throw FGError(
                    .corrupt,
                    "\(package.name) is not signed by the key of the repository \(repository.name)",
                    subject: package.name,
                    hint: "what is read is what the key that the line names has signed"
                )
            }
        }
    }

    private func take(_ key: Digest, of repository: DnfRepository, into database: FilePath) async throws {
        let result = try await keys(["--import", store.existingPath(of: key).string], database).run()
        guard result.status == 0 else {
            throw FGError(
                .invalid,
                "rpm does not read the key of the repository \(repository.name): \(result.lastErrorLine ?? "no reason given")",
                subject: repository.name,
                hint: "a key in text form is read: gpg --armor --export"
            )
        }
    }

    private func keys(_ arguments: [String], _ database: FilePath) -> Command {
        var command = Command(
            rpmkeys,
            ["--define", "_dbpath \(database)", "--define", "_pkgverify_level all"] + arguments
        )
        command.environment["HOME"] = database.string
        return command
    }
}
