package import FGCore
package import FGStorage

/// Turns a resolved template into a recipe: the package manager of its distribution chooses, every package is pinned.
package struct PackageSolver: Sendable {
    /// The site's folder for archives' states.
    package let folder: FilePath
    /// Holds the keys of templates' archives.
    package let store: BlobStore
    package let progress: ProgressHandler

    package init(folder: FilePath, store: BlobStore, progress: @escaping ProgressHandler) {
        self.folder = folder
        self.store = store
        self.progress = progress
    }

    /// The recipe of a template against the newest state of its archives.
    ///
    /// Over a base only what it does not have is chosen.
    /// - Throws: `SourceError` with all that no archive has, each where the template asks for it, or with the packages
    ///   that do not go together; `unavailable` when an archive cannot be reached and no state of it is there.
    package func solve(
        _ resolution: TemplateResolver.Resolution,
        over base: PinnedBase? = nil,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        try await placing(resolution) {
            let resolution = try base.map { try BaseCompletion(base: $0).complete(resolution) } ?? resolution
            return try await recipe(
                of: resolution.template,
                order: resolution.packageOrder,
                over: base,
                refreshing: refreshing,
                now: now
            )
        }
    }

    /// The recipe of a template whose text is not at hand, as of one that a recipe has.
    ///
    /// - Throws: `conflict` with what no archive has, or with the packages that do not go together; `unavailable` as above.
    package func solve(
        _ template: ResolvedTemplate,
        over base: PinnedBase? = nil,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        do {
            return try await recipe(
                of: template,
                order: template.packages.map(\.name),
                over: base,
                refreshing: refreshing,
                now: now
            )
        } catch let error as ArchiveProblems {
            throw error.conflict
        }
    }

    private func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase?,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        let chooser = chooser(for: template)
        var recipe: Recipe
        if let base, !template.needsArchive(over: base) {
            recipe = try await self.recipe(of: template, over: base)
        } else {
            recipe = try await chooser.recipe(
                of: template,
                order: order,
                over: base,
                refreshing: refreshing,
                now: now
            )
        }
        guard let base else { return recipe }
        recipe.base = base.recipe
        if recipe.template.snapshot == nil { recipe.epoch = max(recipe.epoch, base.recipe.newest) }
        if base.recipe.isConverted {
            recipe.tools.merge(try await ToolVersions.collect(["qemu-utils"])) { first, _ in first }
        }
        return recipe
    }

    /// The recipe of a template that takes nothing from an archive.
    private func recipe(of template: ResolvedTemplate, over base: PinnedBase) async throws -> Recipe {
        try DiskRoom.require(0, over: base, on: template)
        let tools = try await ToolVersions.collect(ToolVersions.building(template))
        return Recipe(
            template: template,
            templateDigest: try CanonicalJSON.digest(of: template),
            packages: [],
            stages: [],
            indexes: [],
            sources: [],
            epoch: template.snapshot ?? base.recipe.newest,
            tools: tools
        )
    }

    /// What a recipe would get if it were solved again, and what archives have of its base's packages by now.
    ///
    /// - Throws: as for a template without text.
    package func update(
        of recipe: Recipe,
        over base: PinnedBase?,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> RecipeUpdate {
        let template = recipe.template
        let offered = try await solve(template, over: base, refreshing: refreshing, now: now)
        guard base?.takesPackages ?? true else { return RecipeUpdate(from: recipe, to: offered) }
        do {
            let upgrades = try await chooser(for: template).upgrades(
                of: recipe.contents,
                for: template,
                // Solving has asked already, unless nothing was to be solved.
                refreshing: refreshing && !(base.map(template.needsArchive(over:)) ?? true),
                now: now
            )
            return RecipeUpdate(from: recipe, to: offered, upgrades: upgrades)
        } catch let error as ArchiveProblems {
            throw error.conflict
        }
    }

    /// Checks that archives have what a template names, and leaves aside whether it goes together.
    ///
    /// - Throws: as `solve`.
    package func checkNames(_ resolution: TemplateResolver.Resolution, now: Timestamp) async throws {
        try await placing(resolution) {
            try await chooser(for: resolution.template).checkNames(of: resolution.template, now: now)
        }
    }

    private func chooser(for template: ResolvedTemplate) -> any PackageChooser {
        template.family.packages.chooser(folder: folder, store: store, progress: progress)
    }

    /// Gives what archives cannot give the places in the template's text.
    private func placing<Result>(
        _ resolution: TemplateResolver.Resolution,
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as ArchiveProblems {
            throw resolution.places.error(error.problems) ?? error as any Error
        }
    }
}

extension ResolvedTemplate {
    /// The packages that are asked for and a base does not have already, or not within their bounds' reach.
    func requests(over base: PinnedBase) -> [PackageRequest] {
        let there = base.facts.names
        return packages.filter { $0.version != nil || !there.contains($0.name) }
    }

    fileprivate func needsArchive(over base: PinnedBase) -> Bool {
        !repositories.isEmpty && base.takesPackages || !requests(over: base).isEmpty
    }
}
