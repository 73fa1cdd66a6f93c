import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGStorage

/// What is to be generated.
package struct GenerationRequest: Sendable {
    /// `NAME` or `NAME:REVISION`.
    package var template: String
    /// Values for the template's parameters.
    package var arguments: [String: String]
    /// Whether the archive is asked for its newest state.
    package var refreshesArchive: Bool

    package init(template: String, arguments: [String: String], refreshesArchive: Bool) {
        self.template = template
        self.arguments = arguments
        self.refreshesArchive = refreshesArchive
    }
}

/// Makes images from templates.
package struct GenerationService: Sendable {
    let session: Session

    /// What generating would fetch and build; changes nothing but the archive's lists and what is known of the base.
    package func plan(_ request: GenerationRequest, progress: @escaping ProgressHandler) async throws
        -> Record
    {
        let services = try session.writable()
        progress(.steps(1))
        progress(.phase("resolve", detail: request.template))
        let (recipe, _) = try await recipe(request, progress)
        let missing = recipe.packages.filter { !services.store.contains($0.digest) }
        let there = try services.catalog.version(
            project: session.project,
            name: recipe.template.name,
            recipe: try recipe.digest()
        )
        return Record([
            Record.Field("template", .text(request.template)),
            Record.Field("base", recipe.base.map { .text("\($0.source) \($0.digest)") } ?? .null),
            Record.Field("recipe", .text(try recipe.digest().description)),
            Record.Field("reuses", there.map { .text($0.fullName) } ?? .null),
            Record.Field("packages", .integer(Int64(recipe.packages.count))),
            Record.Field("fetch", .integer(Int64(missing.count))),
            Record.Field("fetch-size", .size(ByteCount(missing.reduce(0) { $0 + $1.size }))),
            Record.Field("disk", recipe.template.disk.map { .size($0.size) } ?? .null),
        ])
    }

    /// Makes the image of a template, or finds that it is there.
    ///
    /// One recipe builds once: a second request waits for the first and then finds its version.
    package func generate(_ request: GenerationRequest, progress: @escaping ProgressHandler) async throws
        -> Record
    {
        let start = ContinuousClock.now
        let (version, isReused) = try await generated(request, PhaseLog(progress), progress)
        return outcome(version, isReused: isReused, start)
    }

    /// Makes the image of a template as `generate` does, and tells what each phase did, why, and what it cost.
    package func explain(_ request: GenerationRequest, progress: @escaping ProgressHandler) async throws
        -> Table
    {
        let log = PhaseLog(progress)
        let start = ContinuousClock.now
        let (version, isReused) = try await generated(request, log, progress)
        let whole = Int((ContinuousClock.now - start) / .milliseconds(1))
        let image = version.fullName
        let phases =
            log.phases + [
                BuildPhase(
                    name: "all",
                    result: isReused ? .reused : .built,
                    reason: isReused ? "\(image) was made from this recipe" : image,
                    milliseconds: whole
                )
            ]
        return Table(
            columns: ["phase", "result", "reason", "milliseconds", "size"].map { Table.Column($0) },
            rows: phases.map { phase in
                [
                    .text(phase.name), .text(phase.result.rawValue), .text(phase.reason),
                    .integer(Int64(phase.milliseconds)), phase.bytes.map { .size(ByteCount($0)) } ?? .null,
                ]
            }
        )
    }

    /// The version that `generate` makes or finds.
    func version(of request: GenerationRequest, progress: @escaping ProgressHandler) async throws
        -> ImageVersion
    {
        try await generated(request, PhaseLog(progress), progress).version
    }

    func generated(
        _ request: GenerationRequest,
        _ log: PhaseLog,
        _ progress: @escaping ProgressHandler
    ) async throws -> (version: ImageVersion, isReused: Bool) {
        let services = try session.writable()
        let start = ContinuousClock.now
        let hold = try await services.store.hold()
        defer { withExtendedLifetime(hold) {} }
        // Resolve, fetch, packages, content, hygiene, disk, record.
        progress(.steps(7))
        let (recipe, lineage) = try await log.phase("resolve", detail: request.template) {
            try await self.recipe(request, progress)
        }
        let digest = try recipe.digest()
        if let version = try existing(recipe, digest) { return (version, true) }
        if let runs = recipe.template.networkRuns {
            let steps = runs.count == 1 ? "a step that has" : "\(runs.count) steps that have"
            progress(.note("the template runs \(steps) the network: the same bytes cannot be made again"))
        }
        let lock = try await lock(digest, progress)
        defer { withExtendedLifetime(lock) {} }
        if let version = try existing(recipe, digest) { return (version, true) }
        let (output, place) = try await build(recipe, layers: session.location.layers, log, progress)
        defer { withExtendedLifetime(place) {} }
        let version = try await log.phase("record", detail: recipe.template.name) {
            let manifest = try manifest(
                of: recipe,
                lineage: lineage,
                output: output,
                services
            )
            return try services.catalog.add(manifest)
        }
        try session.record(.generate, version, since: start, bytes: version.size.bytes, detail: lineage[0])
        return (version, false)
    }

    /// Waits until nobody else builds a recipe.
    func lock(_ recipe: Digest, _ progress: @escaping ProgressHandler) async throws -> FileLock {
        try session.location.operations.makeFolder(permissions: 0o700)
        return try await FileLock.acquire(session.location.operations / "recipe.\(recipe.hex).lock") {
            progress(.note("another shell builds this recipe; waiting for it"))
        }
    }

    /// Fetches what a recipe needs and builds its disk in a folder, which holds it; nil layers use none.
    func build(
        _ recipe: Recipe,
        layers: FilePath?,
        _ log: PhaseLog,
        _ progress: @escaping ProgressHandler
    ) async throws -> (output: ImageBuilder.Output, place: ScratchFolder) {
        let store = try session.services().store
        let start = ContinuousClock.now
        if let base = recipe.base { try await restore(base, of: recipe, progress) }
        // What the build says is told first, what comes meanwhile while it waits for that.
        let junction = ProgressJunction(progress, second: "fetch")
        let fetcher = PackageFetcher(
            store: store,
            scratch: session.location.operations,
            progress: junction.takeSecond
        )
        let missing = fetcher.missing(recipe)
        let fetch = { @Sendable in
            let bytes = try await fetcher.fetch(missing, of: recipe)
            log.append([Self.phase(ofFetching: missing, bytes, of: recipe, since: start)])
        }
        if missing.isEmpty { try await fetch() }
        // What is packed in a base takes several times its room.
        let unpacked = min((recipe.base?.size ?? 0) * 4, 16 << 30)
        try await ScratchFolder.recoverMapped(session.location)
        let scratch = try ScratchFolder(session.location, bytes: (2 << 30) + unpacked)
        defer { withExtendedLifetime(scratch) {} }
        let place = try ScratchFolder(besideStoreOf: session.location)
        let builder = ImageBuilder(store: store, layers: layers, progress: junction.takeFirst)
        let build = { @Sendable [scratch = scratch.path, disk = place.path / "disk.raw"] in
            try await builder.build(recipe, to: disk, scratch: scratch)
        }
        let arrival = PackageArrival(into: store, scratch: scratch.path)
        let output = try await missing.isEmpty ? build() : Self.building(build, while: fetch, arrival)
        log.append(output.phases)
        return (output, place)
    }

    /// Builds while packages come; what fails first ends both.
    private static func building(
        _ build: @escaping @Sendable () async throws -> ImageBuilder.Output,
        while fetch: @escaping @Sendable () async throws -> Void,
        _ arrival: PackageArrival
    ) async throws -> ImageBuilder.Output {
        try arrival.begin()
        let output = try await withThrowingTaskGroup(of: ImageBuilder.Output?.self) { group in
            group.addTask {
                try await fetch()
                try arrival.end()
                return nil
            }
            group.addTask { try await build() }
            return try await group.reduce(nil) { $1 ?? $0 }
        }
        guard let output else { throw CancellationError() }
        return output
    }

    private static func phase(
        ofFetching missing: [Recipe.Package],
        _ bytes: Int64,
        of recipe: Recipe,
        since start: ContinuousClock.Instant
    ) -> BuildPhase {
        BuildPhase(
            name: "fetch",
            result: missing.isEmpty ? .reused : .built,
            reason: missing.isEmpty
                ? "all \(recipe.packages.count) packages are in the store"
                : "\(missing.count) of \(recipe.packages.count) packages were not in the store",
            milliseconds: Int((ContinuousClock.now - start) / .milliseconds(1)),
            bytes: bytes
        )
    }

    private func existing(_ recipe: Recipe, _ digest: Digest) throws -> ImageVersion? {
        try session.services().catalog.version(
            project: session.project,
            name: recipe.template.name,
            recipe: digest
        )
    }

    private func recipe(
        _ request: GenerationRequest,
        _ progress: @escaping ProgressHandler
    ) async throws -> (Recipe, lineage: [String]) {
        let services = try session.writable()
        let (lineage, resolution) = try session.templates.resolve(
            request.template,
            arguments: request.arguments
        )
        try ImageBuilder.requireBuildable(resolution.template)
        for bytes in resolution.contents.values { _ = try services.store.ingest(bytes) }
        let base = try await pinnedBase(of: resolution, refreshing: request.refreshesArchive, progress)
        let recipe = try await solver(progress).solve(
            resolution,
            over: base,
            refreshing: request.refreshesArchive,
            now: session.now
        )
        return (recipe, lineage)
    }

    /// What chooses packages for this site.
    func solver(_ progress: @escaping ProgressHandler) throws -> PackageSolver {
        PackageSolver(
            folder: session.location.archives,
            store: try session.services().store,
            progress: progress
        )
    }

    private func manifest(
        of recipe: Recipe,
        lineage: [String],
        output: ImageBuilder.Output,
        _ services: SiteServices
    ) throws -> Manifest {
        // Only the bytes that a guest sees are kept: every other form is made of them when somebody wants it.
        let base = try services.store.take(output.disk, output.digest)
        let recipeBlob = try services.store.ingest(try CanonicalJSON.encode(recipe))
        var manifest = Manifest(
            project: session.project,
            name: recipe.template.name,
            owner: session.user,
            created: session.now,
            artifacts: [
                Manifest.Artifact(role: "base", format: "raw", digest: base.digest, size: base.size)
            ]
        )
        manifest.packages = recipe.contents.map {
            Manifest.Package(name: $0.name, version: $0.version, architecture: $0.architecture)
        }
        manifest.os = recipe.template.os
        manifest.release = recipe.template.release
        manifest.architecture = recipe.template.architecture
        manifest.kernel = output.kernel
        manifest.template = lineage[0]
        manifest.lineage = lineage
        if lineage.count > 1 {
            manifest.parent = try services.catalog.newestVersion(madeFrom: lineage[1])?.manifest
        }
        if let base = recipe.base, base.kind == .image {
            // What its files are laid over is nearer than what its template extends.
            let reference = try ImageReference(parsing: base.source)
            manifest.parent = try services.catalog.resolve(reference, project: session.project).manifest
        }
        manifest.templateDigest = recipe.templateDigest
        manifest.recipe = recipeBlob.digest
        return manifest
    }

    private func outcome(_ version: ImageVersion, isReused: Bool, _ start: ContinuousClock.Instant) -> Record
    {
        Record([
            Record.Field("image", .text(version.fullName)),
            Record.Field("state", .text(version.state.rawValue)),
            Record.Field("result", .text(isReused ? "reused" : "built")),
            Record.Field("size", .size(version.size)),
            Record.Field("recipe", .text(version.recipe?.description ?? "")),
            Record.Field("milliseconds", .integer(Int64((ContinuousClock().now - start) / .milliseconds(1)))),
        ])
    }
}
