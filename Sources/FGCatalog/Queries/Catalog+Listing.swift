package import FGCore
import FGDatabase
package import FGLanguage

extension Catalog {
    /// Which versions a listing has.
    package enum Extent: Sendable {
        /// The newest of each image.
        case newest
        case all
    }

    /// The versions that a resolved condition holds for: those of the current project first, then by name.
    package func list(
        where condition: Condition?,
        extent: Extent,
        project: String,
        now: Timestamp,
        limit: Int = Int.max
    ) throws -> [ImageVersion] {
        try database.read { connection in
            let terms = try Self.terms(condition, extent, now, connection)
            // In the order of the index on project and name, so that the first rows need no look at the others.
            var versions: [ImageVersion] = []
            for comparison in ["=", "<>"] where versions.count < limit {
                let own = SQLCondition("i.project \(comparison) ?", [.text(project)])
                let query = Self.listing([own] + terms, extent, limit: limit - versions.count)
                versions += try connection.rows(query.text, bindings: query.bindings, as: Self.version)
            }
            return versions
        }
    }

    /// How a listing of the current project would be asked for: the SQL, the values of its marks, and SQLite's steps.
    package func explainListing(
        where condition: Condition?,
        extent: Extent,
        project: String,
        now: Timestamp
    ) throws -> (sql: String, values: [String], steps: [String]) {
        try database.read { connection in
            let own = SQLCondition("i.project = ?", [.text(project)])
            let query = Self.listing(
                try [own] + Self.terms(condition, extent, now, connection),
                extent,
                limit: Int.max
            )
            let steps = try connection.rows("EXPLAIN QUERY PLAN \(query.text)", bindings: query.bindings) {
                $0.text(3)
            }
            return (query.text, query.bindings.map(\.text), steps)
        }
    }

    private static func terms(
        _ condition: Condition?,
        _ extent: Extent,
        _ now: Timestamp,
        _ connection: Connection
    ) throws -> [SQLCondition] {
        let newest = extent == .newest ? [SQLCondition("v.is_latest = 1")] : []
        guard let condition else { return newest }
        let compiler = ConditionCompiler(now: now) { try isCommon($0, connection) }
        return try newest + [compiler.compile(condition)]
    }

    private static func listing(_ terms: [SQLCondition], _ extent: Extent, limit: Int) -> SQLCondition {
        let filter = SQLCondition.joined(terms, .and)
        return SQLCondition(
            """
            SELECT \(versionColumns) FROM images i JOIN versions v ON v.image = i.id
            WHERE \(filter.text)
            ORDER BY i.project, i.name\(extent == .all ? ", v.number DESC" : "") LIMIT ?
            """,
            filter.bindings + [.integer(Int64(limit))]
        )
    }

    /// Whether thousands of versions have a package.
    private static func isCommon(_ package: String, _ connection: Connection) throws -> Bool {
        let count = try connection.first(
            """
            SELECT count(*) FROM (SELECT 1 FROM packages
                WHERE name = (SELECT id FROM package_names WHERE name = ?) LIMIT 5000)
            """,
            package
        ) { $0.integer(0) }
        return count == 5000
    }
}
