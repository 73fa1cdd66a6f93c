package import FGCore
import FGDatabase
import FGStorage

extension Catalog {
    /// Notes that a version's bytes are not needed in the store, because its recipe makes them again.
    ///
    /// - Returns: the artifacts that no other version needs, whose bytes may go.
    /// - Throws: `conflict` when they are gone already, or nothing proves that the recipe gives them.
    package func evict(_ version: ImageVersion.ID, at time: Timestamp) throws -> [Digest] {
        try database.write { connection in
            let changed = try connection.run(
                """
                UPDATE versions SET evicted = ?
                WHERE id = ? AND evicted IS NULL AND recipe IS NOT NULL AND rebuilt IS NOT NULL
                """,
                time,
                version
            )
            guard changed == 1 else {
                throw FGError(.conflict, "the version changed meanwhile", hint: "look at it again")
            }
            return try connection.rows(
                """
                SELECT digest FROM artifacts WHERE version = ?1 AND digest NOT IN
                (SELECT a.digest FROM artifacts a JOIN versions v ON v.id = a.version WHERE v.evicted IS NULL)
                """,
                version
            ) { try $0.digest(0) }
        }
    }

    /// Notes that a clean build from a version's recipe gave its bytes, and how long that took.
    package func noteRebuild(
        _ version: ImageVersion.ID,
        at time: Timestamp,
        milliseconds: Int
    ) throws {
        try database.write { connection in
            _ = try connection.run(
                "UPDATE versions SET rebuilt = ?, rebuild_milliseconds = ? WHERE id = ?",
                time,
                milliseconds,
                version
            )
        }
    }

    /// Notes that the base of a version is in the store again; forms that were made of it are forgotten.
    ///
    /// - Throws: `corrupt` when it is not there.
    package func noteReturn(_ version: ImageVersion.ID, _ base: Manifest.Artifact) throws {
        _ = try store.existingPath(of: base.digest)
        try database.write { connection in
            try connection.run("DELETE FROM artifacts WHERE version = ? AND role != 'base'", version)
            try connection.run("UPDATE versions SET evicted = NULL WHERE id = ?", version)
        }
    }

    /// The recipes of versions whose bytes are gone, with a version that needs each.
    package func evictedRecipes() throws -> [(version: String, recipe: Digest)] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT i.project || '/' || i.name || ':' || max(v.number), v.recipe FROM versions v
                JOIN images i ON i.id = v.image WHERE v.evicted IS NOT NULL AND v.recipe IS NOT NULL
                GROUP BY v.recipe ORDER BY 1
                """
            ) { ($0.text(0), try $0.digest(1)) }
        }
    }
}
