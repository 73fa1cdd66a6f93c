import FGCatalog
package import FGCore
import FGGenerator
import FGStorage

extension Session {
    /// Makes the rows of versions again that the catalog does not have, from their manifests in the store.
    ///
    /// Bytes, packages, recipes and lineage come back as they were; a version that comes back is not verified, and what
    /// only the database knew (tags, channels, history, renames) does not. A rehearsal says what would come back; with that as a
    /// plan nothing else does.
    /// - Throws: `denied` when the user does not administer the site.
    package func rebuild(
        _ execution: Execution,
        only plan: Table? = nil,
        progress: @escaping ProgressHandler
    ) async throws -> Table {
        let services = try writable()
        guard isAdministrator else {
            throw FGError(.denied, "only an administrator of the site rebuilds its catalog")
        }
        let hold = try await services.store.hold()
        defer { withExtendedLifetime(hold) {} }
        progress(.steps(1))
        progress(.phase("rebuild", detail: "reading manifests"))
        let known = try services.catalog.referencedDigests()
        let found = try manifests(services.store, progress).filter { !known.contains($0.digest) }
        var rows: [[Value]] = []
        // What a version that comes back makes again is there for those that are laid over it.
        var makeable: Set<Digest> = []
        for (digest, manifest) in found {
            let name = "\(manifest.project)/\(manifest.name):\(manifest.number.map(String.init) ?? "?")"
            if let plan, !plan.rows.contains(where: { $0[0] == .text(name) }) { continue }
            let missing = manifest.artifacts.filter { !services.store.contains($0.digest) }
            let canBeMade = try manifest.recipe.map { try hasInputs(of: $0, makeable, services) } ?? false
            if canBeMade { makeable.formUnion(manifest.artifacts.map(\.digest)) }
            var result =
                missing.isEmpty ? "restored" : "restored without its bytes, which its recipe makes again"
            if let first = missing.first, !canBeMade {
                result = "its bytes \(first.digest.short) are not in the store"
            } else if execution == .real {
                let evicted = missing.isEmpty ? nil : now
                if try services.catalog.restore(manifest, digest: digest, evicted: evicted) == nil {
                    result = "another version has its number"
                }
            }
            rows.append([.text(name), .date(manifest.created), .text(manifest.owner), .text(result)])
        }
        progress(.finished("rebuild", detail: "\(rows.count) versions"))
        let names = ["image", "created", "owner", "result"]
        return Table(columns: names.map { Table.Column($0) }, rows: rows)
    }

    /// Whether a recipe and all that it needs is in the store.
    private func hasInputs(of recipe: Digest, _ makeable: Set<Digest>, _ services: SiteServices) throws
        -> Bool
    {
        guard services.store.contains(recipe) else { return false }
        return try services.lostInputs(of: services.recipe(recipe)).allSatisfy(makeable.contains)
    }

    /// Every manifest of the store, oldest first.
    private func manifests(_ store: BlobStore, _ progress: ProgressHandler) throws -> [(
        digest: Digest, manifest: Manifest
    )] {
        let digests = try store.digests()
        var found: [(digest: Digest, manifest: Manifest)] = []
        for (done, digest) in digests.enumerated() {
            progress(.advance(done: Int64(done), of: Int64(digests.count), .items))
            try Task.checkCancellation()
            guard let manifest = try Manifest.read(digest, from: store) else { continue }
            found.append((digest, manifest))
        }
        return found.sorted {
            ($0.manifest.created, $0.manifest.number ?? 0, $0.digest)
                < ($1.manifest.created, $1.manifest.number ?? 0, $1.digest)
        }
    }
}
