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
        progress(.phase("check", detail: "the catalog against the store"))
        let references = try services.catalog.references()
        for reference in references where !services.store.contains(reference.digest) {
            add("missing", reference.subject, "the store has no blob \(reference.digest)")
        }
        for (version, digest) in try services.catalog.evictedRecipes() where services.store.contains(digest) {
            for input in try services.recipe(digest).inputs where !services.store.contains(input) {
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
        if isDeep {
            let digests = try services.store.digests()
            for (done, digest) in digests.enumerated() {
                progress(.advance(done: Int64(done), of: Int64(digests.count)))
                do {
                    try services.store.verify(digest)
                } catch let error as FGError where error.code == .corrupt {
                    let subjects = references.filter { $0.digest == digest }.map(\.subject)
                    add("corrupt", subjects.first ?? digest.description, error.message)
                }
            }
        }
        progress(.finished("check", detail: "\(rows.count) problems"))
        return Table(columns: ["kind", "subject", "detail"].map { Table.Column($0) }, rows: rows)
    }
}
