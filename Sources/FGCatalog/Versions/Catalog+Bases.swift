package import FGCore
import FGDatabase

/// Versions whose bytes others are laid over.
extension Catalog {
    /// The version that has a base artifact of a digest and a recipe that makes it again; nil when there is none.
    package func version(making digest: Digest) throws -> ImageVersion? {
        try database.read { connection in
            try connection.first(
                """
                SELECT \(Self.versionColumns) FROM versions v JOIN images i ON i.id = v.image
                JOIN artifacts a ON a.version = v.id
                WHERE a.digest = ? AND a.role = 'base' AND v.recipe IS NOT NULL ORDER BY v.id LIMIT 1
                """,
                digest,
                as: Self.version
            )
        }
    }

    /// The ids of all versions with a base artifact of a digest.
    package func versions(of digest: Digest) throws -> Set<ImageVersion.ID> {
        try database.read { connection in
            Set(
                try connection.rows(
                    "SELECT version FROM artifacts WHERE digest = ? AND role = 'base'",
                    digest
                ) { $0.integer(0) }
            )
        }
    }

    /// The versions that have a recipe: id, whole name and the recipe's digest.
    package func generatedVersions() throws -> [(id: ImageVersion.ID, name: String, recipe: Digest)] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT v.id, i.project || '/' || i.name || ':' || v.number, v.recipe FROM versions v
                JOIN images i ON i.id = v.image WHERE v.recipe IS NOT NULL ORDER BY 2
                """
            ) { ($0.integer(0), $0.text(1), try $0.digest(2)) }
        }
    }
}
