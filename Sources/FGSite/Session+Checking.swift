import FGCatalog
package import FGCore
import FGDatabase
import FGGenerator
import FGStorage

extension Session {
    /// What is wrong between the catalog and the store; no rows for a sound site.
    ///
    /// With `isDeep` every blob is read and its digest compared, which takes as long as reading the store.
    package func checkSite(isDeep: Bool, progress: @escaping ProgressHandler) async throws -> Table {
        let services = try services()
        var rows: [[Value]] = []
        func add(_ kind: String, _ subject: String, _ detail: String) {
            rows.append([.text(kind), .text(subject), .text(detail)])
        }
        progress(.steps(isDeep ? 2 : 1))
        progress(.phase("check", detail: "the catalog against the store"))
        let references = try services.catalog.references()
        for reference in references where !services.store.contains(reference.digest) {
            add("missing", reference.subject, "the store has no blob \(reference.digest)")
        }
        for (version, digest) in try services.catalog.evictedRecipes() where services.store.contains(digest) {
            for input in try services.lostInputs(of: services.recipe(digest)) {
                add(
                    "missing",
                    "\(version) recipe",
                    "the store has no blob \(input), which its bytes are made from"
                )
            }
        }
        for problem in try services.database.integrityProblems() {
            add("database", "catalog.sqlite", problem)
        }
        progress(.finished("check", detail: "\(rows.count) problems"))
        if isDeep {
            try readAll(services.store, progress) { digest, error in
                let subjects = references.filter { $0.digest == digest }.map(\.subject)
                add("corrupt", subjects.first ?? digest.description, error.message)
            }
        }
        return Table(columns: ["kind", "subject", "detail"].map { Table.Column($0) }, rows: rows)
    }

    /// Reads every blob of the store and tells which are damaged.
    private func readAll(
        _ store: BlobStore,
        _ progress: @escaping ProgressHandler,
        _ tell: (Digest, FGError) -> Void
    ) throws {
        let digests = try store.digests()
        let sizes = digests.map { store.path(of: $0).status()?.size ?? 0 }
        let total = sizes.reduce(0, +)
        progress(.phase("read", detail: "\(digests.count) blobs, \(ByteCount(total))"))
        var done: Int64 = 0
        var damaged = 0
        for (digest, size) in zip(digests, sizes) {
            let before = done
            do {
                try store.verify(digest) { progress(.advance(done: before + $0, of: total, .bytes)) }
            } catch let error as FGError where error.code == .corrupt {
                damaged += 1
                tell(digest, error)
            }
            done += size
        }
        progress(.finished("read", detail: "\(damaged) damaged"))
    }
}
