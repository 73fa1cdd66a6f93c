import FGCore

/// Chooses packages from the archives of a template, of the one form that it knows.
protocol PackageChooser: Sendable {
    /// The recipe of a template: every package pinned, the stages in which they are installed, the signed indexes and the epoch.
    ///
    /// `order` has the requested packages as the template names them.
    /// - Throws: `ArchiveProblems` with what no archive has, or with the packages that do not go together; `unavailable`
    ///   when an archive cannot be reached and no state of it is there.
    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe

    /// The recipe of a template over a base: only what the base does not have is chosen.
    ///
    /// - Throws: as above, and `ArchiveProblems` where packages of this form are not installed over a base.
    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe

    /// Checks that archives have what a template names, and leaves aside whether it goes together.
    ///
    /// - Throws: as `recipe`.
    func checkNames(of template: ResolvedTemplate, now: Timestamp) async throws
}

extension PackageChooser {
    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe {
        throw ArchiveProblems([
            ArchiveProblem(
                .packages(template.packages.map(\.name)),
                "packages of \(template.os) are not installed over a base",
                hint: "leave out the base, or the packages"
            )
        ])
    }
}
