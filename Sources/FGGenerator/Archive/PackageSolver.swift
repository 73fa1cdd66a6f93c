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
    /// - Throws: `SourceError` with all that no archive has, each where the template asks for it, or with the packages
    ///   that do not go together; `unavailable` when an archive cannot be reached and no state of it is there.
    package func solve(_ resolution: TemplateResolver.Resolution, refreshing: Bool, now: Timestamp)
        async throws -> Recipe
    {
        try await placing(resolution) {
            try await chooser(for: resolution.template).recipe(
                of: resolution.template,
                order: resolution.packageOrder,
                refreshing: refreshing,
                now: now
            )
        }
    }

    /// The recipe of a template whose text is not at hand, as of one that a recipe has.
    ///
    /// - Throws: `conflict` with what no archive has, or with the packages that do not go together; `unavailable` as above.
    package func solve(_ template: ResolvedTemplate, refreshing: Bool, now: Timestamp) async throws -> Recipe
    {
        do {
            return try await chooser(for: template).recipe(
                of: template,
                order: template.packages.map(\.name),
                refreshing: refreshing,
                now: now
            )
        } catch let error as ArchiveProblems {
            let message = error.problems.map(\.message).joined(separator: "; ")
            throw FGError(.conflict, message, hint: error.problems.first?.hint)
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
