import FGCore
import FGStorage

/// Chooses RPM packages: DNF's own solver does, from signed repositories, and every package is pinned.
struct DnfChooser: PackageChooser {
    /// The site's folder for repositories' states.
    let folder: FilePath
    /// Holds the keys of templates.
    let store: BlobStore
    let progress: ProgressHandler

    private static let family = RedHatFamily()

    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase?,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        try await withState(of: template, refreshing: refreshing, now: now) { state, indexes in
            let tools = try await ToolVersions.collect(ToolVersions.building(template))
            let question = PackageQuestion(
                of: template,
                order: order,
                indexes: indexes.map(\.digest),
                solver: DNF().tools.map { "\($0) \(tools[$0] ?? "unknown")" },
                base: base?.facts.database
            )
            let choice = try await PackageChoices(folder: state.folder).choice(for: question) {
                try await choose(template, order, over: base, in: state)
            }
            try DiskRoom.require(choice.installed, over: base, on: template)
            return Recipe(
                template: template,
                templateDigest: try CanonicalJSON.digest(of: template),
                packages: choice.packages,
                stages: choice.stages,
                indexes: indexes.map {
                    Recipe.Index(uri: $0.uri, suite: $0.id, digest: $0.digest, lists: $0.lists)
                },
                sources: DnfRepository.all(of: template).map {
                    ArchiveSource(uri: $0.uri, suites: [], components: [])
                },
                epoch: template.snapshot ?? indexes.map(\.time).max() ?? now,
                tools: tools
            )
        }
    }

    func checkNames(of template: ResolvedTemplate, now: Timestamp) async throws {
        try await withState(of: template, refreshing: false, now: now) { state, _ in
            var question = question(template.packages, template, over: nil, in: state)
            question.purpose = .names
            _ = try await answer(question, of: template, in: state)
        }
    }

    func upgrades(
        of installed: [Recipe.Base.Package],
        for template: ResolvedTemplate,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> [PackageUpgrade] {
        try await withState(of: template, refreshing: refreshing, now: now) { state, _ in
            var question = state.request
            question.purpose = .upgrades
            question.installed = installed
            return try await state.ask(question).upgrades ?? []
        }
    }

    /// Brings the state of a template's repositories up to date and uses it, as the only one.
    private func withState<Result>(
        of template: ResolvedTemplate,
        refreshing: Bool,
        now: Timestamp,
        _ body: (DnfState, [DnfState.Index]) async throws -> Result
    ) async throws -> Result {
        let repositories = try signedRepositories(of: template)
        // What was read unsigned says nothing to whoever wants it signed.
        let identity =
            repositories.map { [$0.id, $0.uri, $0.key] + ($0.hasSignedIndex ? [] : ["unsigned"]) }
            + [[template.os, template.release]]
        let place = folder / ("rpm-" + (try CanonicalJSON.digest(of: identity).short))
        try place.makeFolder(permissions: 0o700)
        let lock = try await FileLock.acquire(place / "lock") {
            progress(.note("another shell uses the repositories; waiting"))
        }
        defer { withExtendedLifetime(lock) {} }
        let request = DnfRequest(
            folder: place.string,
            platform: Self.family.platform(of: template),
            release: template.release,
            architecture: DnfRepository.architecture(of: template),
            repositories: repositories
        )
        let state = DnfState(folder: place, request: request, progress: progress)
        let indexes = try await state.indexes(refreshing: refreshing, now: now)
        if let snapshot = template.snapshot, let newest = indexes.map(\.time).max(), newest > snapshot {
            let message = "the repository is of \(newest), newer than the snapshot \(snapshot)"
            let hint = "name a repository of that day"
            throw ArchiveProblems([ArchiveProblem(.line(.snapshot), message, hint: hint)])
        }
        return try await body(state, indexes)
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
                    key: try store.existingPath(of: $0).string,
                    hasSignedIndex: repository.hasSignedIndex
                )
            }
        }
    }

    private func choose(
        _ template: ResolvedTemplate,
        _ order: [String],
        over base: PinnedBase?,
        in state: DnfState
    ) async throws -> PackageChoice {
        let requests = base.map { template.requests(over: $0) } ?? template.packages
        guard base == nil || !requests.isEmpty else {
            return PackageChoice(packages: [], stages: [], installed: 0)
        }
        var question = question(requests, template, over: base, in: state)
        question.purpose = .choose
        let root = state.folder / "installed"
        try root.removeAll()
        defer { try? root.removeAll() }
        if let database = base?.database {
            question.root = root.string
            let place = FilePath(root.string + ChooseProgram.database)
            try place.parent.makeFolder(permissions: 0o700)
            try place.write(try database.readBytes(limit: Int(BaseFacts.databaseLimit)), permissions: 0o600)
        }
        let chosen = try await answer(question, of: template, in: state).packages ?? []
        guard !chosen.isEmpty || base != nil else { throw FGError(.failed, "DNF chose no packages") }
        let there = base?.facts.names ?? []
        return PackageChoice(
            packages: try pinned(chosen, template),
            stages: stages(of: chosen, template, order, over: base),
            installed: chosen.filter { !there.contains($0.name) }.map(\.installed).reduce(0, +)
        )
    }

    private func question(
        _ packages: [ResolvedTemplate.PackageRequest],
        _ template: ResolvedTemplate,
        over base: PinnedBase?,
        in state: DnfState
    ) -> DnfRequest {
        var question = state.request
        question.packages = packages
        question.excluded = template.excludedPackages
        let basic = base == nil ? Self.family.base(of: template) : []
        question.base = basic.filter { !template.excludedPackages.contains($0) }
        return question
    }

    /// - Throws: `ArchiveProblems` with all that no repository has.
    private func answer(_ question: DnfRequest, of template: ResolvedTemplate, in state: DnfState)
        async throws
        -> DnfAnswer
    {
        let answer = try await state.ask(question)
        guard let problems = answer.problems, !problems.isEmpty else { return answer }
        throw ArchiveProblems(problems.map { $0.told(answer.names ?? [], template) })
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

    private func stages(
        of chosen: [DnfAnswer.Package],
        _ template: ResolvedTemplate,
        _ order: [String],
        over base: PinnedBase?
    ) -> [Recipe.Stage] {
        let relations = chosen.map { ($0.name, PackageRelations(depends: $0.needs.map { [$0] })) }
        return StagePlan(Dictionary(relations) { first, _ in first }).stages(
            base: base == nil ? Self.family.base(of: template) : [],
            system: Self.family.packagesOfDisk(template) + [template.kernel].compactMap { $0 },
            requested: order
        )
    }
}
