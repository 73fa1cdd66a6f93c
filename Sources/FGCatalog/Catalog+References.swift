package import FGCore
import FGDatabase

extension Catalog {
    /// A blob that the catalog needs, and what for.
    package struct Reference: Sendable, Hashable {
        package let digest: Digest
        /// Such as `root/minimal:1 raw`.
        package let subject: String
    }

    /// Every blob that the rows need: artifacts but for evicted ones, recipes and manifests of all versions.
    package func references() throws -> [Reference] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT a.digest, i.project || '/' || i.name || ':' || v.number || ' ' || a.format
                FROM artifacts a JOIN versions v ON v.id = a.version JOIN images i ON i.id = v.image
                WHERE v.evicted IS NULL
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

    /// Notes which blobs nothing refers to, and takes back those that something refers to again.
    ///
    /// - Returns: since when each of them is condemned.
    package func condemn(_ digests: [Digest], at time: Timestamp, _ execution: Execution) throws
        -> [Digest: Timestamp]
    {
        try database.write(execution) { connection in
            let before = try connection.rows("SELECT digest, since FROM condemned_blobs") {
                (try $0.digest(0), $0.time(1))
            }
            let known = Dictionary(before) { first, _ in first }
            let wanted = Set(digests)
            for digest in known.keys where !wanted.contains(digest) { try pardon(digest, connection) }
            for digest in digests where known[digest] == nil {
                try connection.run("INSERT INTO condemned_blobs (digest, since) VALUES (?, ?)", digest, time)
            }
            return Dictionary(digests.map { ($0, known[$0] ?? time) }) { first, _ in first }
        }
    }

    /// Forgets that a blob was condemned.
    package func pardon(_ digest: Digest) throws {
        try database.write { try pardon(digest, $0) }
    }

    private func pardon(_ digest: Digest, _ connection: Connection) throws {
        try connection.run("DELETE FROM condemned_blobs WHERE digest = ?", digest)
    }
}
