package import FGCatalog
package import FGCore
import FGGenerator
package import FGLanguage
import FGStorage

extension RebuildService {
    /// What evicting would free: versions by name, or all that a condition holds for.
    ///
    /// - Throws: `usage` for neither images nor a condition, or for both.
    package func planEviction(_ references: [ImageReference], where condition: Condition?) async throws
        -> (versions: [ImageVersion], rows: Table)
    {
        let wanted = try session.images.versions(references, where: condition, to: "evict")
        // What is gone already is not gone again, unless it was named.
        let versions = try wanted.filter { version in
            guard condition != nil else { return true }
            return try version.evicted == nil && version.recipe != nil && recipe(of: version).impurity == nil
        }
        return (versions, Table(columns: ImageVersion.columns, rows: versions.map(\.row)))
    }

    /// Frees the bytes of a version; they are made again when something wants them.
    ///
    /// Only what a clean build has proven to come back goes: with `isProving` that build is made here.
    /// - Throws: `denied` when the user neither owns it nor administers the site, `invalid` without a recipe that gives the
    ///   same bytes, `conflict` while a deployment runs from it or when its recipe is not proven, as `check` for a recipe that gives other bytes.
    package func evict(
        _ version: ImageVersion,
        isProving: Bool,
        progress: @escaping ProgressHandler
    ) async throws -> ByteCount {
        let services = try session.writable()
        try session.images.requireIdle(version)
        if let impurity = try recipe(of: version).impurity {
            throw FGError(
                .invalid,
                "the bytes of \(version.fullName) cannot be made again: \(impurity)",
                subject: version.fullName,
                hint:
                    "image delete frees them for good; a template without network=yes gives images that can be evicted"
            )
        }
        if version.evicted != nil {
            throw FGError(.conflict, "\(version.fullName) is evicted already", subject: version.fullName)
        }
        if version.rebuilt == nil {
            guard isProving else {
                throw FGError(
                    .conflict,
                    "no rebuild has proven yet that the recipe of \(version.fullName) gives its bytes",
                    subject: version.fullName,
                    hint: "add --prove, or run: image rebuild \(version.name):\(version.number) --check"
                )
            }
            _ = try await check(version, progress)
        }
        let lock = try await services.store.exclude {
            progress(.note("waiting for operations that store bytes"))
        }
        defer { withExtendedLifetime(lock) {} }
        try session.images.requireIdle(version)
        if let first = try services.lostInputs(of: recipe(of: version)).first {
            throw FGError(.corrupt, "the store has no blob \(first), which its bytes would be made from")
        }
        var freed: Int64 = 0
        // A shell that is killed here leaves bytes that nothing needs, which `site collect` removes.
        for digest in try services.catalog.evict(version.id, at: session.now) {
            freed += services.store.path(of: digest).status()?.allocated ?? 0
            try services.store.remove(digest)
        }
        progress(.note("\(version.fullName): \(ByteCount(freed)) freed"))
        return ByteCount(freed)
    }
}
