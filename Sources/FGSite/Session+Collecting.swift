import FGCatalog
package import FGCore
import FGGenerator
import FGStorage

extension Session {
    /// Removes the bytes that nothing refers to: condemned when first seen, deleted when that is longer ago than `grace`.
    ///
    /// With a plan, which is what a rehearsal gave, nothing but that happens.
    /// Works beside running shells: what somebody wants meanwhile is kept. A rehearsal says what would happen.
    /// - Throws: `denied` when the user does not administer the site.
    package func collect(
        grace: TimeSpan,
        only plan: Table? = nil,
        _ execution: Execution,
        progress: @escaping ProgressHandler
    ) async throws -> Table {
        let services = try writable()
        guard isAdministrator else {
            throw FGError(.denied, "only an administrator of the site removes bytes from its store")
        }
        let lock = try await services.store.exclude {
            progress(.note("waiting for operations that store bytes"))
        }
        defer { withExtendedLifetime(lock) {} }
        progress(.steps(1))
        progress(.phase("collect", detail: "the store against the catalog"))
        let kept = try neededDigests(services)
        let planned = plan.map { Dictionary($0.rows.map { ($0[0], $0[2]) }) { $1 } }
        let entries = try services.store.entries().filter { entry in
            let isPlanned = planned.map { $0[.text(entry.digest.description)] != nil } ?? true
            return isPlanned && !kept.contains(entry.digest)
        }
        let since = try condemn(entries.map(\.digest), execution, services, progress)
        let limit = Timestamp(seconds: now.seconds - grace.seconds)
        var rows: [[Value]] = []
        var freed: Int64 = 0
        for (done, entry) in entries.enumerated() {
            progress(.advance(done: Int64(done), of: Int64(entries.count), .items))
            let condemned = since[entry.digest] ?? now
            var isDue = condemned <= limit && entry.wanted <= limit
            if let planned { isDue = isDue && planned[.text(entry.digest.description)] == .text("deleted") }
            if isDue {
                if execution == .real {
                    try services.store.remove(entry.digest)
                    try services.catalog.pardon(entry.digest)
                }
                freed += entry.allocated
            }
            rows.append([
                .text(entry.digest.description), .size(ByteCount(entry.allocated)),
                .text(isDue ? "deleted" : "condemned"), .date(condemned), .text("no version refers to it"),
            ])
        }
        progress(.finished("collect", detail: "\(rows.count) blobs, \(ByteCount(freed)) freed"))
        let names = ["digest", "size", "state", "since", "reason"]
        return Table(columns: names.map { Table.Column($0) }, rows: rows)
    }

    /// Since when blobs are condemned; a disk too full to note it must still be emptied.
    private func condemn(
        _ digests: [Digest],
        _ execution: Execution,
        _ services: SiteServices,
        _ progress: ProgressHandler
    ) throws -> [Digest: Timestamp] {
        do {
            return try services.catalog.condemn(digests, at: now, execution)
        } catch let error as FGError where error.code == .quotaExceeded {
            progress(.note("the disk is full: what is condemned is not noted; --grace 0s deletes it"))
            return [:]
        }
    }

    /// What versions refer to, and what their recipes need to make them again.
    private func neededDigests(_ services: SiteServices) throws -> Set<Digest> {
        var needed = try services.catalog.referencedDigests()
        for digest in try services.catalog.recipes() {
            needed.formUnion(try services.recipe(digest).inputs)
        }
        return needed
    }
}
