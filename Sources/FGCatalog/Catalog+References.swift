package import FGCore
import FGDatabase

extension Catalog {
    /// A blob that the catalog needs, and what for.
    package struct Reference: Sendable, Hashable {
        package let digest: Digest
        /// Such as `root/minimal:1 raw`.
        package let subject: String
    }

    /// Every blob that the rows name: artifacts, recipes and manifests of all versions.
    package func references() throws -> [Reference] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT a.digest, i.project || '/' || i.name || ':' || v.number || ' ' || a.format
                FROM artifacts a JOIN versions v ON v.id = a.version JOIN images i ON i.id = v.image
                UNION ALL
                SELECT v.manifest, i.project || '/' || i.name || ':' || v.number || ' manifest'
                FROM versions v JOIN images i ON i.id = v.image
                UNION ALL
                SELECT v.recipe, i.project || '/' || i.name || ':' || v.number || ' recipe'
                FROM versions v JOIN images i ON i.id = v.image WHERE v.recipe IS NOT NULL
                """
            ) { Reference(digest: try $0.digest(0), subject: $0.text(1)) }
        }
    }
}
