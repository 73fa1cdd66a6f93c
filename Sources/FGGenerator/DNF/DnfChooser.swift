import FGCore
import FGProcess
import FGStorage

/// Chooses RPM packages: DNF's own solver does, from signed repositories, and every package is pinned.
struct DnfChooser: PackageChooser {
    /// The site's folder for repositories' states.
    let folder: FilePath
    /// Holds the keys of templates.
    let store: BlobStore
    let progress: ProgressHandler

    /// How old a state may be before the repositories are asked again, in seconds.
    private static let freshness: Int64 = 3600
    private static let family = RedHatFamily()

    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        let answer = try await answer(for: template, onlyNames: false, refreshing: refreshing, now: now)
        let chosen = answer.packages ?? []
        guard !chosen.isEmpty else { throw FGError(.failed, "DNF chose no packages") }
        let repositories = answer.repositories ?? []
        try requireRoom(for: chosen, template)
        var tools = try await ToolVersions.collect(ToolVersions.building(template))
        // What the stages write changes with the program too.
        tools["fgshell"] = ProductVersion.text
        let newest = repositories.map { Timestamp(seconds: $0.time) }.max()
        return Recipe(
            template: template,
            templateDigest: try CanonicalJSON.digest(of: template),
            packages: try pinned(chosen, template),
            stages: stages(of: chosen, template, order),
            indexes: try indexes(repositories, template),
            sources: DnfRepository.all(of: template).map {
                ArchiveSource(uri: $0.uri, suites: [], components: [])
            },
            epoch: template.snapshot ?? newest ?? now,
            tools: tools
        )
    }

    func checkNames(of template: ResolvedTemplate, now: Timestamp) async throws {
        _ = try await answer(for: template, onlyNames: true, refreshing: false, now: now)
    }

    private func pinned(_ chosen: [DnfAnswer.Package], _ template: ResolvedTemplate) throws -> [Recipe
        .Package]
    {
        let wanted = Set(template.packages.map(\.name))
        return try chosen.map { package in
            guard package.checksum == "sha256", let digest = try? Digest(parsing: package.digest) else {
                throw FGError(
                    .refused,
                    "the repository's index has no SHA-256 of \(package.name), but \(package.checksum)",
                    subject: package.name,
                    hint: "createrepo_c makes an index that has"
                )
            }
            return Recipe.Package(
                name: package.name,
                version: package.version,
                architecture: package.architecture,
                digest: digest,
                size: package.size,
                uri: package.uri,
                isEssential: false,
                isRequested: wanted.contains(package.name)
            )
        }
        .sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
    }

    private func stages(of chosen: [DnfAnswer.Package], _ template: ResolvedTemplate, _ order: [String])
        -> [Recipe.Stage]
    {
        let relations = chosen.map { ($0.name, PackageRelations(depends: $0.needs.map { [$0] })) }
        return StagePlan(Dictionary(relations) { first, _ in first }).stages(
            base: Self.family.base(of: template),
            system: Self.family.packagesOfDisk(template) + [template.kernel].compactMap { $0 },
            requested: order
        )
    }

    private func indexes(_ repositories: [DnfAnswer.Repository], _ template: ResolvedTemplate) throws
        -> [Recipe.Index]
    {
        let addresses = Dictionary(DnfRepository.all(of: template).map { ($0.id, $0.uri) }) { first, _ in
            first
        }
        return try repositories.sorted { $0.id < $1.id }.map {
            Recipe.Index(
                uri: addresses[$0.id] ?? $0.id,
                suite: $0.id,
                digest: try Digest(ofFileAt: FilePath($0.file)),
                lists: $0.lists
            )
        }
    }

    /// A disk that is surely too small is refused now, not after the build.
    private func requireRoom(for chosen: [DnfAnswer.Package], _ template: ResolvedTemplate) throws {
        let installed = chosen.reduce(0) { $0 + $1.installed }
        try DiskRoom.require(installed, on: template)
    }

    /// What DNF answers to a template, with the state of its repositories used as the only one.
    ///
    /// - Throws: `ArchiveProblems` with all that no repository has.
    private func answer(
        for template: ResolvedTemplate,
        onlyNames: Bool,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> DnfAnswer {
        let repositories = try signedRepositories(of: template)
        let identity = repositories.map { [$0.id, $0.uri, $0.key] } + [[template.os, template.release]]
        let state = folder / ("rpm-" + (try CanonicalJSON.digest(of: identity).short))
        try state.makeFolder(permissions: 0o700)
        let lock = try await FileLock.acquire(state / "lock") {
            progress(.note("another shell uses the repositories; waiting"))
        }
        defer { withExtendedLifetime(lock) {} }
        let stamp = state / "updated"
        let age = stamp.status().map { now.seconds - $0.modified } ?? .max
        // A state of a later time than now is from before the clock was set.
        let isOld = refreshing || age > Self.freshness || age < 0
        if isOld { progress(.phase("resolve", detail: "asking the repositories")) }
        func ask(cached: Bool) async throws -> DnfAnswer {
            let request = DnfRequest(
                folder: state.string,
                platform: Self.family.platform(of: template),
                release: template.release,
                architecture: DnfRepository.architecture(of: template),
                repositories: repositories,
                cached: cached,
                onlyNames: onlyNames,
                packages: template.packages,
                base: Self.family.base(of: template).filter { !template.excludedPackages.contains($0) },
                excluded: template.excludedPackages
            )
            let tools = try DnfPrograms()
            let command = try tools.command(ChooseProgram.text, home: state, asking: request)
            return try CanonicalJSON.decode(DnfAnswer.self, from: try await command.runChecked().output)
        }
        var answer = try await ask(cached: !isOld)
        if let reason = Self.reason(answer) {
            guard isOld, stamp.exists, !refreshing else { throw Self.unreachable(reason) }
            let hours = max(0, age) / 3600
            progress(.note("the repositories cannot be reached; their state of \(hours) hours ago is used"))
            answer = try await ask(cached: true)
            if let reason = Self.reason(answer) { throw Self.unreachable(reason) }
        } else if isOld {
            try stamp.write("")
        }
        try requireSnapshot(answer, template)
        guard let problems = answer.problems, !problems.isEmpty else { return answer }
        throw ArchiveProblems(problems.map { Self.problem($0, answer.names ?? [], template) })
    }

    private func signedRepositories(of template: ResolvedTemplate) throws -> [DnfRequest.Repository] {
        let repositories = DnfRepository.all(of: template)
        guard !repositories.isEmpty else {
            let message = "no repository of \(template.os) \(template.release) is known here"
            let hint = "add a line: repository NAME uri=URI key=FILE [components=A,B]"
            throw ArchiveProblems([ArchiveProblem(.line(.os), message, hint: hint)])
        }
        let problems = repositories.filter { $0.key == nil }.map { repository in
            ArchiveProblem(
                .repository(repository.name),
                "the repository \(repository.name) has no key: only what is signed is read",
                hint: "name the file of the key that signs it: key=FILE"
            )
        }
        guard problems.isEmpty else { throw ArchiveProblems(Array(Set(problems))) }
        return try repositories.compactMap { repository in
            try repository.key.map {
                DnfRequest.Repository(
                    id: repository.id,
                    uri: repository.uri,
                    key: try store.existingPath(of: $0).string
                )
            }
        }
    }

    private func requireSnapshot(_ answer: DnfAnswer, _ template: ResolvedTemplate) throws {
        let newest = (answer.repositories ?? []).map { Timestamp(seconds: $0.time) }.max()
        guard let snapshot = template.snapshot, let newest, newest > snapshot else { return }
        let message = "the repository is of \(newest), newer than the snapshot \(snapshot)"
        let hint = "name a repository of that day"
        throw ArchiveProblems([ArchiveProblem(.line(.snapshot), message, hint: hint)])
    }

    /// Why a repository cannot be read, in DNF's words; nil when all were.
    private static func reason(_ answer: DnfAnswer) -> String? {
        guard let text = answer.unreachable else { return nil }
        // What is said of the addresses is more than that none of them gave anything, unless it is about signatures.
        return text.contains("GPG") ? text : answer.reasons?.first ?? text
    }

    private static func unreachable(_ reason: String) -> FGError {
        let isSignature = reason.contains("GPG")
        return FGError(
            .unavailable,
            "the repository cannot be read: \(reason)",
            hint: isSignature
                ? "its repodata has a repomd.xml.asc, signed by the key that the line names"
                : "check the repository's address and the host's network"
        )
    }

    private static func problem(_ problem: DnfAnswer.Problem, _ names: [String], _ template: ResolvedTemplate)
        -> ArchiveProblem
    {
        let system = "\(template.os) \(template.release)"
        let name = problem.names.first ?? ""
        let text = problem.text ?? ""
        switch problem.kind {
        case .unknown:
            let hint = NearestName.hint(for: name, in: names) ?? "dnf search finds names"
            let message = "no repository of \(system) has a package \"\(name)\""
            return ArchiveProblem(.packages([name]), message, hint: hint)
        case .bound:
            let request = template.packages.first { $0.name == name }
            let bound = "\(name) \(request?.comparison ?? "") \(request?.version ?? "")"
            return ArchiveProblem(.packages([name]), "no repository has \(bound)", hint: "it has \(text)")
        case .base:
            let message = "no repository has the package \(name), which every system of \(template.os) has"
            return ArchiveProblem(.line(.os), message, hint: "name the repository that has it")
        case .excluded:
            let message = "-\(name) removes nothing: no repository of \(system) has such a package"
            return ArchiveProblem(
                .packages([name]),
                message,
                hint: NearestName.hint(for: name, in: names)
            )
        case .conflict:
            return ArchiveProblem(
                .packages(problem.names),
                "the packages do not go together: \(text)",
                hint: "leave one of them out"
            )
        }
    }
}
