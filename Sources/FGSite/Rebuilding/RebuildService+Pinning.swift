package import FGCatalog
package import FGCore
import FGGenerator
package import FGLanguage
import FGStorage

extension RebuildService {
    /// The versions whose recipes are to be kept whole, with what the store lacks of each.
    ///
    /// Named ones, those that a condition holds for, or all of the project that have a recipe.
    /// - Throws: `denied` for a real one in a site that may only be read, `usage` for images and a condition, `invalid` for a named version without recipe.
    package func planPinning(
        _ references: [ImageReference],
        where condition: Condition?,
        _ execution: Execution
    ) async throws -> (versions: [ImageVersion], rows: Table) {
        if execution == .real { try session.requireWritable() }
        let services = try session.services()
        var versions: [ImageVersion]
        if references.isEmpty {
            versions = try services.catalog.list(
                where: condition,
                extent: .all,
                project: session.project,
                now: session.now
            )
            .filter { $0.recipe != nil && (condition != nil || $0.project == session.project) }
        } else {
            versions = try session.images.versions(references, where: condition, to: "pin")
        }
        let rows: [[Value]] = try versions.map { version in
            let recipe = try recipe(of: version)
            let missing = recipe.packages.filter { !services.store.contains($0.digest) }
            return [
                .text(version.fullName), .integer(Int64(recipe.packages.count)),
                .integer(Int64(missing.count)),
                .size(ByteCount(missing.reduce(0) { $0 + $1.size })),
            ]
        }
        let names = ["image", "packages", "missing", "size"]
        return (versions, Table(columns: names.map { Table.Column($0) }, rows: rows))
    }

    /// Brings what a version's recipe needs into the store, so that it builds again without any archive.
    ///
    /// - Returns: whether something was missing.
    /// - Throws: `unavailable` for a package that no archive has any more or a base that its registry does not give, `corrupt`
    ///   for a file of its template that the store lost.
    package func pin(_ version: ImageVersion, progress: @escaping ProgressHandler) async throws -> Bool {
        let services = try session.writable()
        let hold = try await services.store.hold()
        defer { withExtendedLifetime(hold) {} }
        let recipe = try recipe(of: version)
        let fetcher = PackageFetcher(
            store: services.store,
            scratch: session.location.operations,
            progress: progress
        )
        let missing = fetcher.missing(recipe)
        if !missing.isEmpty { try await fetcher.fetch(missing, of: recipe) }
        var isComplete = missing.isEmpty
        if let base = recipe.base {
            isComplete = base.blobs.allSatisfy(services.store.contains) && isComplete
            try await session.generation.restore(base, of: recipe, progress)
        }
        for input in recipe.inputs { _ = try services.store.existingPath(of: input) }
        return !isComplete
    }
}
