import FGCore

/// Chooses packages from the archives of a template, of the one form that it knows.
protocol PackageChooser: Sendable {
    /// The recipe of a template: every package pinned, the stages in which they are installed, the signed indexes and the epoch.
    ///
    /// `order` has the requested packages as the template names them. Over a base only what it does not have is chosen.
    /// - Throws: `ArchiveProblems` with what no archive has, or with the packages that do not go together; `unavailable`
    ///   when an archive cannot be reached and no state of it is there.
    func recipe(
        of template: ResolvedTemplate,
        order: [String],
        over base: PinnedBase?,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> Recipe

    /// Checks that archives have what a template names, and leaves aside whether it goes together.
    ///
    /// - Throws: as `recipe`.
    func checkNames(of template: ResolvedTemplate, now: Timestamp) async throws

    /// Those of the installed packages that the archives of a template have in a newer version, in no order.
    ///
    /// - Throws: as `recipe`.
    func upgrades(
        of installed: [Recipe.Base.Package],
        for template: ResolvedTemplate,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> [PackageUpgrade]
}
