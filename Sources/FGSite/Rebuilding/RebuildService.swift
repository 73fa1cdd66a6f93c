import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGStorage

/// Makes the bytes of versions again from their recipes.
package struct RebuildService: Sendable {
    let session: Session

    /// A build of a version's recipe, held by its folder.
    private struct Rebuilt {
        let output: ImageBuilder.Output
        let milliseconds: Int
        let place: ScratchFolder
    }

    /// Builds a version's recipe anew in a clean place, without layers, and compares the bytes with those it had.
    ///
    /// Bytes that were evicted, lost or damaged come back with it.
    /// - Throws: `invalid` for a version without recipe, `PartialFailure` with what differs for other bytes.
    package func check(_ reference: ImageReference, progress: @escaping ProgressHandler) async throws -> Value
    {
        let services = try session.writable()
        let version = try services.catalog.resolve(reference, project: session.project)
        return .record(try await check(version, progress))
    }

    func check(_ version: ImageVersion, _ progress: @escaping ProgressHandler) async throws -> Record {
        let services = try session.writable()
        let hold = try await services.store.hold()
        defer { withExtendedLifetime(hold) {} }
        let recipe = try recipe(of: version)
        let base = try services.catalog.baseArtifact(of: version)
        let tools = try await Self.changedTools(recipe)
        for tool in tools { progress(.note("\(version.fullName) was made with another \(tool)")) }
        if let impurity = recipe.impurity {
            progress(.note("\(version.fullName) may come out otherwise: \(impurity)"))
        }
        let rebuilt = try await rebuild(version, recipe, progress)
        guard rebuilt.output.digest == base.digest else {
            throw try await difference(of: version, base, rebuilt, Self.reason(recipe, tools), progress)
        }
        try removeDamaged(base.digest, progress)
        let isBack = try lacksBytes(version)
        if isBack {
            try keep(rebuilt.output, as: version, base)
        }
        try services.catalog.noteRebuild(version.id, at: session.now, milliseconds: rebuilt.milliseconds)
        return Record([
            Record.Field("image", .text(version.fullName)),
            Record.Field("result", .text(isBack ? "same bytes, in the store again" : "same bytes")),
            Record.Field("digest", .text(base.digest.description)),
            Record.Field("tools", .list(tools.map { .text($0) })),
            Record.Field("milliseconds", .integer(Int64(rebuilt.milliseconds))),
        ])
    }

    /// Brings the bytes of a version back into the store where they were evicted; gives what was done.
    ///
    /// - Throws: `corrupt` when its recipe gives other bytes.
    package func bringBack(_ reference: ImageReference, progress: @escaping ProgressHandler) async throws
        -> Value
    {
        let services = try session.writable()
        let version = try services.catalog.resolve(reference, project: session.project)
        let start = ContinuousClock.now
        let isBack = try await bringBack(version, progress)
        let milliseconds = Int64((ContinuousClock.now - start) / .milliseconds(1))
        return .record(
            Record([
                Record.Field("image", .text(version.fullName)),
                Record.Field("result", .text(isBack ? "in the store again" : "was in the store")),
                Record.Field(
                    "digest",
                    .text(try services.catalog.baseArtifact(of: version).digest.description)
                ),
                Record.Field("tools", .list([])),
                Record.Field("milliseconds", .integer(milliseconds)),
            ])
        )
    }

    /// Brings the bytes of a version back into the store, if they were evicted or lost; false when they are there.
    @discardableResult
    func bringBack(_ version: ImageVersion, _ progress: @escaping ProgressHandler) async throws -> Bool {
        guard try lacksBytes(version), version.recipe != nil else { return false }
        let services = try session.writable()
        let hold = try await services.store.hold()
        defer { withExtendedLifetime(hold) {} }
        let recipe = try recipe(of: version)
        let lock = try await session.generation.lock(try recipe.digest(), progress)
        defer { withExtendedLifetime(lock) {} }
        // Another shell may have been faster.
        guard try lacksBytes(services.catalog.version(id: version.id)) else { return false }
        let base = try services.catalog.baseArtifact(of: version)
        if version.evicted == nil, services.store.contains(base.digest) {
            // Only a form is lost that is made of the base when somebody wants it.
            try services.catalog.noteReturn(version.id, base)
            return true
        }
        progress(.note("the bytes of \(version.fullName) are made again from its recipe"))
        let start = ContinuousClock.now
        // Fetch, packages, content, hygiene, disk.
        progress(.steps(5))
        let log = PhaseLog(progress)
        let (output, place) = try await session.generation.build(
            recipe,
            layers: session.location.layers,
            log,
            progress
        )
        defer { withExtendedLifetime(place) {} }
        do {
            try keep(output, as: version, base)
        } catch let error as FGError where error.code == .corrupt {
            let tools = try await Self.changedTools(recipe)
            throw FGError(
                .corrupt,
                "the recipe of \(version.fullName) gives other bytes: \(error.message)",
                subject: version.fullName,
                hint: Self.reason(recipe, tools)
                    ?? "image rebuild \(version.name):\(version.number) --check builds it without layers",
                cause: error
            )
        }
        try session.record(.rebuild, version, since: start, bytes: base.size)
        return true
    }

    /// Removes stored bytes that are not those of their digest: the right ones come in their place.
    private func removeDamaged(_ digest: Digest, _ progress: ProgressHandler) throws {
        let store = try session.services().store
        guard store.contains(digest) else { return }
        do {
            try store.verify(digest)
        } catch let error as FGError where error.code == .corrupt {
            progress(.note("\(error.message): they are replaced"))
            try store.remove(digest)
        }
    }

    private func lacksBytes(_ version: ImageVersion) throws -> Bool {
        if version.evicted != nil { return true }
        let services = try session.services()
        let artifacts = try services.catalog.artifacts(of: version.id)
        return !artifacts.allSatisfy { services.store.contains($0.digest) }
    }

    private func rebuild(
        _ version: ImageVersion,
        _ recipe: Recipe,
        _ progress: @escaping ProgressHandler
    ) async throws -> Rebuilt {
        let start = ContinuousClock.now
        // Fetch, packages, content, hygiene, disk.
        progress(.steps(5))
        let log = PhaseLog(progress)
        let (output, place) = try await session.generation.build(recipe, layers: nil, log, progress)
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        return Rebuilt(output: output, milliseconds: milliseconds, place: place)
    }

    /// Puts the bytes into the store; other forms that the version had are made of them when somebody wants one.
    private func keep(
        _ output: ImageBuilder.Output,
        as version: ImageVersion,
        _ base: Manifest.Artifact
    ) throws {
        let services = try session.writable()
        _ = try services.store.take(output.disk, output.digest, expected: base.digest)
        try services.catalog.noteReturn(version.id, base)
    }

    /// Why a recipe may give other bytes now; nil when nothing is known.
    private static func reason(_ recipe: Recipe, _ tools: [String]) -> String? {
        if let impurity = recipe.impurity { return impurity + ": what it fetched may be other by now" }
        return tools.isEmpty ? nil : "it was made with another " + tools.joined(separator: ", ")
    }

    /// The failure that says where other bytes came from.
    private func difference(
        of version: ImageVersion,
        _ base: Manifest.Artifact,
        _ rebuilt: Rebuilt,
        _ reason: String?,
        _ progress: ProgressHandler
    ) async throws -> PartialFailure {
        let store = try session.services().store
        let error = FGError(
            .unverified,
            "the recipe of \(version.fullName) gives \(rebuilt.output.digest.short), not \(base.digest.short)",
            subject: version.fullName,
            hint: reason
        )
        // Without the old bytes nothing says where the new ones differ.
        guard store.contains(base.digest) else {
            return PartialFailure(.table(ByteDifferenceTable.of([])), error)
        }
        let difference = try DiskDifference(from: store.path(of: base.digest), to: rebuilt.output.disk)
        let inside = try await InnerDifference.lines(of: difference, session.location, progress)
        return PartialFailure(.table(ByteDifferenceTable.of(difference.lines, inside: inside)), error)
    }

    func recipe(of version: ImageVersion) throws -> Recipe {
        guard let digest = version.recipe else {
            throw FGError(
                .invalid,
                "\(version.fullName) has no recipe: it was imported",
                subject: version.fullName,
                hint: "only what generate made can be made again"
            )
        }
        return try session.services().recipe(digest)
    }

    /// The tools that shape bytes and have another version now: `mtools 4.0.33 -> 4.0.42`.
    private static func changedTools(_ recipe: Recipe) async throws -> [String] {
        let now = try await ToolVersions.collect(
            ToolVersions.building(recipe.template) + recipe.tools.keys.sorted()
        )
        return recipe.tools.sorted { $0.key < $1.key }.compactMap { name, version in
            let found = now[name] ?? "none"
            return found == version ? nil : "\(name): \(version) then, \(found) now"
        }
    }
}
