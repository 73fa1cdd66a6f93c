import FGCore
import FGProcess
import FGStorage

/// Chooses packages of Debian's archives: APT's own solver does, every package is pinned.
struct AptChooser: PackageChooser {
    /// The site's folder for archives' states.
    let folder: FilePath
    /// Holds the keyrings of templates.
    let store: BlobStore
    let progress: ProgressHandler

    /// How old the archive's lists may be before they are asked for again.
    private static let freshness: Int64 = 3600

    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase?,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        // What a base has is part of the archive's state while packages are chosen over it.
        try await withArchive(of: template, refreshing: refreshing, isAlone: base != nil, now: now) {
            try await recipe(of: template, order: order, over: base, $0, $1, now: now)
        }
    }

    func checkNames(of template: ResolvedTemplate, now: Timestamp) async throws {
        try await withArchive(of: template, refreshing: false, now: now) { apt, _ in
            try requireNames(of: template, in: try PackageIndex(lists: apt.lists))
        }
    }

    func upgrades(
        of installed: [Recipe.Base.Package],
        for template: ResolvedTemplate,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> [PackageUpgrade] {
        try await withArchive(of: template, refreshing: refreshing, now: now) { apt, _ in
            let index = try PackageIndex(lists: apt.lists)
            return installed.compactMap { index.upgrade(of: $0) }
        }
    }

    /// Brings the archives of a template up to date and uses them: with others who read them, or as the only one.
    private func withArchive<Result>(
        of template: ResolvedTemplate,
        refreshing: Bool,
        isAlone: Bool = false,
        now: Timestamp,
        _ body: (AptFolder, [ReleaseFile]) async throws -> Result
    ) async throws -> Result {
        let sources = try sources(of: template)
        let apt = try AptFolder(
            root: folder
                / CanonicalJSON.digest(
                    of: sources + [ArchiveSource(uri: template.architecture, suites: [], components: [])]
                ).short,
            architecture: template.architecture
        )
        try apt.root.makeFolder(permissions: 0o700)
        func lock(_ mode: FileLock.Mode) async throws -> FileLock {
            try await FileLock.acquire(apt.root / "lock", mode) {
                progress(.note("another shell uses the archive; waiting"))
            }
        }
        if !isAlone, !refreshing {
            let shared = try await lock(.shared)
            defer { withExtendedLifetime(shared) {} }
            if isFresh(apt, now: now) { return try await body(apt, try releases(apt, template)) }
        }
        let alone = try await lock(.exclusive)
        defer { withExtendedLifetime(alone) {} }
        if refreshing || !isFresh(apt, now: now) {
            try await update(apt, sources, template, refreshing: refreshing, now: now)
        }
        return try await body(apt, try releases(apt, template))
    }

    private func age(of apt: AptFolder, now: Timestamp) -> Int64 {
        apt.stamp.status().map { now.seconds - $0.modified } ?? .max
    }

    /// Whether the lists need not be asked for.
    ///
    /// Another shell may have done so after this one began; those of a much later time are from before the clock was set.
    private func isFresh(_ apt: AptFolder, now: Timestamp) -> Bool {
        (-Self.freshness...Self.freshness).contains(age(of: apt, now: now))
    }

    private func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase?,
        _ apt: AptFolder,
        _ releases: [ReleaseFile],
        now: Timestamp
    ) async throws -> Recipe {
        let tools = try await ToolVersions.collect(ToolVersions.building(template))
        let choice = try await choice(for: template, order, base, apt, releases, solver: tools["apt"])
        try DiskRoom.require(choice.installed, over: base, on: template)
        return Recipe(
            template: template,
            templateDigest: try CanonicalJSON.digest(of: template),
            packages: choice.packages,
            stages: choice.stages,
            indexes: releases.map {
                Recipe.Index(uri: $0.listName, suite: $0.codename, digest: $0.digest, lists: $0.lists)
            },
            sources: try apt.currentSources(),
            epoch: template.snapshot ?? releases.map(\.date).max() ?? now,
            tools: tools
        )
    }

    /// The packages as they were chosen before for the same question, or as they are chosen now.
    private func choice(
        for template: ResolvedTemplate,
        _ order: [String],
        _ base: PinnedBase?,
        _ apt: AptFolder,
        _ releases: [ReleaseFile],
        solver: String?
    ) async throws -> PackageChoice {
        let question = PackageQuestion(
            of: template,
            order: order,
            indexes: releases.map(\.digest),
            solver: [solver].compactMap { $0 },
            base: (base?.facts.status).map { Digest(of: $0) }
        )
        return try await PackageChoices(folder: apt.root).choice(for: question) {
            let index = try PackageIndex(lists: apt.lists)
            try requireNames(of: template, over: base, in: index)
            let packages = try await choose(template, over: base, apt, index)
            return PackageChoice(
                packages: packages,
                stages: stages(of: packages, template, order, base, index),
                installed: installedSize(of: packages, over: base, index)
            )
        }
    }

    private func stages(
        of packages: [Recipe.Package],
        _ template: ResolvedTemplate,
        _ order: [String],
        _ base: PinnedBase?,
        _ index: PackageIndex
    ) -> [Recipe.Stage] {
        let relations = packages.compactMap { package in
            index.entry(package.name, package.version, package.architecture).map {
                (package.name, $0.relations)
            }
        }
        let system = DebianFamily().packagesOfDisk(template) + [template.kernel].compactMap { $0 }
        return StagePlan(Dictionary(relations) { first, _ in first }).stages(
            base: base == nil ? index.baseNames : [],
            system: system,
            requested: order
        )
    }

    private func sources(of template: ResolvedTemplate) throws -> [ArchiveSource] {
        let named = template.repositories.map {
            ArchiveSource(
                uri: $0.uri,
                suites: $0.suites,
                components: $0.components,
                signedBy: $0.key.map { store.path(of: $0).string }
            )
        }
        let host = HostSources.candidates(try HostSources.read(), release: template.release)
        guard !(named + host).isEmpty else { throw noArchive(template) }
        return named + host
    }

    private func noArchive(_ template: ResolvedTemplate) -> ArchiveProblems {
        let message = "no archive of \(template.os) \(template.release) is known here"
        let hint = "add a line: \(TemplateKeyword.repository.usage)"
        return ArchiveProblems([ArchiveProblem(.line(.os), message, hint: hint)])
    }

    /// Brings the lists up to date.
    private func update(
        _ apt: AptFolder,
        _ sources: [ArchiveSource],
        _ template: ResolvedTemplate,
        refreshing: Bool,
        now: Timestamp
    ) async throws {
        progress(.phase("resolve", detail: "asking the archive"))
        try await apt.prepare(sources)
        let command = try apt.command("apt-get", ["update", "-qq", "-o", "APT::Update::Error-Mode=any"])
        let result = try await command.run()
        if result.status != 0 {
            guard apt.stamp.exists, !refreshing else { throw unreachable(result, command) }
            let hours = max(0, age(of: apt, now: now)) / 3600
            progress(.note("the archive cannot be reached; its state of \(hours) hours ago is used"))
        } else {
            try await keepOwnArchives(apt, sources, template)
            try apt.stamp.write("")
        }
    }

    /// What the used archives say of themselves.
    private func releases(_ apt: AptFolder, _ template: ResolvedTemplate) throws -> [ReleaseFile] {
        let releases = try releaseFiles(apt)
        guard !releases.isEmpty else { throw noArchive(template) }
        if let snapshot = template.snapshot, let newest = releases.map(\.date).max(), newest > snapshot {
            let message = "the archive is of \(newest), newer than the snapshot \(snapshot)"
            let hint = "name an archive of that day: \(TemplateKeyword.repository.usage)"
            throw ArchiveProblems([ArchiveProblem(.line(.snapshot), message, hint: hint)])
        }
        return releases
    }

    private func releaseFiles(_ apt: AptFolder) throws -> [ReleaseFile] {
        try apt.lists.entries().filter { $0.hasSuffix("_InRelease") }.map { try ReleaseFile(apt.lists / $0) }
    }

    /// Drops host archives that are no part of the release: their lists would offer foreign packages.
    private func keepOwnArchives(
        _ apt: AptFolder,
        _ sources: [ArchiveSource],
        _ template: ResolvedTemplate
    ) async throws {
        let named = Set(template.repositories.map(\.uri))
        var kept: [ArchiveSource] = []
        let releases = try releaseFiles(apt)
        for source in sources {
            if named.contains(source.uri) {
                kept.append(source)
                continue
            }
            var source = source
            source.suites = source.suites.filter { suite in
                let name = Self.listName(source.uri, suite)
                return releases.first { $0.listName == name }?.belongs(to: template.os, template.release)
                    ?? false
            }
            if !source.suites.isEmpty { kept.append(source) }
        }
        guard !kept.isEmpty else { throw noArchive(template) }
        guard kept != sources else { return }
        try await apt.prepare(kept)
        // APT removes the lists of archives that are no longer named.
        try await apt.command("apt-get", ["update", "-qq"]).runChecked()
    }

    /// How APT names the files of an archive's suite in its lists.
    static func listName(_ uri: String, _ suite: String) -> String {
        let withoutScheme = uri.split(separator: ":", maxSplits: 1).last.map { $0.drop { $0 == "/" } } ?? ""
        let base = withoutScheme.hasSuffix("/") ? withoutScheme.dropLast() : withoutScheme
        return "\(base)/dists/\(suite)".replacing("_", with: "%5f").replacing("/", with: "_")
    }

    private func unreachable(_ result: CommandResult, _ command: Command) -> FGError {
        let lines = result.errorText.split(separator: "\n").filter { $0.hasPrefix("E:") }
        let reason = lines.first.map { String($0.dropFirst(3)) } ?? command.failure(result).message
        return FGError(
            .unavailable,
            "the archive cannot be read: \(reason)",
            hint: "check the host's network and apt-get update"
        )
    }
}
