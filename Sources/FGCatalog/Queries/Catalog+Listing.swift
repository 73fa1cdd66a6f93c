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
            var terms = extent == .newest ? [SQLCondition("v.is_latest = 1")] : []
            if let condition {
                let compiler = ConditionCompiler(now: now) { try Self.isCommon($0, connection) }
                terms.append(try compiler.compile(condition))
            }
            // In the order of the index on project and name, so that the first rows need no look at the others.
            var versions: [ImageVersion] = []
            for comparison in ["=", "<>"] where versions.count < limit {
                let own = SQLCondition("i.project \(comparison) ?", [.text(project)])
                let filter = SQLCondition.joined([own] + terms, .and)
                let sql = """
                    SELECT \(Self.versionColumns) FROM images i JOIN versions v ON v.image = i.id
                    WHERE \(filter.text)
                    ORDER BY i.project, i.name\(extent == .all ? ", v.number DESC" : "") LIMIT ?
                    """
                let bindings = filter.bindings + [.integer(Int64(limit - versions.count))]
                versions += try connection.rows(sql, bindings: bindings, as: Self.version)
            }
            return versions
        }
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
