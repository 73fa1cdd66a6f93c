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
        var terms = extent == .newest ? [SQLCondition("v.is_latest = 1")] : []
        if let condition { terms.append(try ConditionCompiler(now: now).compile(condition)) }
        let filter = SQLCondition.joined(terms, .and)
        let clause = terms.isEmpty ? "" : "WHERE " + filter.text
        let sql = """
            SELECT \(Self.versionColumns) FROM versions v JOIN images i ON i.id = v.image \(clause)
            ORDER BY i.project <> ?, i.project, i.name, v.number DESC LIMIT ?
            """
        let bindings = filter.bindings + [.text(project), .integer(Int64(limit))]
        return try database.read { try $0.rows(sql, bindings: bindings, as: Self.version) }
    }

    /// Names of images that start with a text, for completion; at most `limit`.
    package func names(startingWith prefix: String, limit: Int) throws -> [String] {
        try database.read { connection in
            try connection.rows(
                "SELECT DISTINCT name FROM images WHERE name >= ?1 AND name < ?1 || char(1114111) ORDER BY name LIMIT ?2",
                prefix,
                limit
            ) { $0.text(0) }
        }
    }

    /// Names of packages in some image that start with a text, for completion; at most `limit`.
    package func packageNames(startingWith prefix: String, limit: Int) throws -> [String] {
        try database.read { connection in
            try connection.rows(
                "SELECT name FROM package_names WHERE name >= ?1 AND name < ?1 || char(1114111) ORDER BY name LIMIT ?2",
                prefix,
                limit
            ) { $0.text(0) }
        }
    }
}
