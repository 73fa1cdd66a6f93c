package import FGCore
import FGDatabase
import FGStorage

extension Catalog {
    /// Records a version whose artifacts are in the store; the image is made with its first version.
    ///
    /// The manifest becomes a blob first, so that the rows can be made again from the store alone.
    /// - Throws: `corrupt` when an artifact is not in the store.
    @discardableResult
    package func add(_ manifest: Manifest) throws -> ImageVersion {
        for artifact in manifest.artifacts { _ = try store.existingPath(of: artifact.digest) }
        var manifest = manifest
        manifest.number = try database.write { try reserveNumber(manifest, $0) }
        let blob = try store.ingest(try CanonicalJSON.encode(manifest))
        let id = try database.write { connection in
            try insert(manifest, manifestDigest: blob.digest, connection)
        }
        return try version(id: id)
    }

    /// The next number under the image's name; one that is not used in the end is never given again.
    private func reserveNumber(_ manifest: Manifest, _ connection: Connection) throws -> Int {
        let number = try connection.first(
            """
            INSERT INTO retired_names (project, name, last_number) VALUES (?1, ?2, 1 + max(
                coalesce((SELECT last_number FROM images WHERE project = ?1 AND name = ?2), 0),
                coalesce((SELECT last_number FROM retired_names WHERE project = ?1 AND name = ?2), 0)))
            ON CONFLICT (project, name) DO UPDATE SET last_number = excluded.last_number RETURNING last_number
            """,
            manifest.project,
            manifest.name
        ) { Int($0.integer(0)) }
        guard let number else { throw FGError(.conflict, "the image got no number") }
        return number
    }

    /// Makes the rows of a version again from its manifest, which is a blob of the store; a version that is there stays.
    ///
    /// What only the database knew is lost: the version counts as not verified. With `evicted`, its bytes are made again
    /// from its recipe when they are wanted.
    /// - Returns: nil when the catalog has it, or another version of that number.
    package func restore(_ manifest: Manifest, digest: Digest, evicted: Timestamp?) throws -> ImageVersion? {
        let id = try database.write { connection -> Int64? in
            let isThere = try connection.first(
                """
                SELECT 1 FROM versions v JOIN images i ON i.id = v.image
                WHERE v.manifest = ?1 OR (i.project = ?2 AND i.name = ?3 AND v.number = ?4)
                """,
                digest,
                manifest.project,
                manifest.name,
                manifest.number
            ) { _ in true }
            guard isThere != true else { return nil }
            let id = try insert(manifest, manifestDigest: digest, connection)
            try connection.run("UPDATE versions SET evicted = ? WHERE id = ?", evicted, id)
            return id
        }
        return try id.map { try version(id: $0) }
    }

    private func insert(_ manifest: Manifest, manifestDigest: Digest, _ connection: Connection) throws
        -> Int64
    {
        try connection.run(
            "INSERT OR IGNORE INTO images (project, name, owner, created) VALUES (?, ?, ?, ?)",
            manifest.project,
            manifest.name,
            manifest.owner,
            manifest.created
        )
        let image = try connection.first(
            """
            UPDATE images SET last_number = max(last_number, coalesce(?3, last_number + 1))
            WHERE project = ?1 AND name = ?2 RETURNING id, last_number
            """,
            manifest.project,
            manifest.name,
            manifest.number
        ) { ($0.integer(0), $0.integer(1)) }
        guard let (imageID, last) = image else { throw FGError(.conflict, "the image went away") }
        let number = manifest.number.map(Int64.init) ?? last
        guard let base = manifest.artifacts.first(where: { $0.role == "base" }) else {
            throw FGError(.invalid, "a version needs a base artifact")
        }
        try connection.run(
            """
            INSERT INTO versions (image, number, state, creator, created, format, size, os, release, arch, kernel,
                template, template_digest, recipe, manifest, parent)
            VALUES (?, ?, 'built', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                (SELECT max(id) FROM versions WHERE manifest = ?))
            """,
            imageID,
            number,
            manifest.owner,
            manifest.created,
            base.format,
            base.size,
            manifest.os,
            manifest.release,
            manifest.architecture,
            manifest.kernel,
            manifest.template,
            manifest.templateDigest,
            manifest.recipe,
            manifestDigest,
            manifest.parent
        )
        let version = connection.lastInsertedID
        try connection.run(
            """
            UPDATE versions SET is_latest = (number = (SELECT max(number) FROM versions WHERE image = ?1))
            WHERE image = ?1
            """,
            imageID
        )
        for artifact in manifest.artifacts { try insert(artifact, of: version, connection) }
        for package in manifest.packages { try insert(package, of: version, connection) }
        for (position, template) in (manifest.lineage ?? []).enumerated() {
            try connection.run("INSERT INTO lineage VALUES (?, ?, ?)", version, position, template)
        }
        for (name, value) in manifest.properties {
            try connection.run(
                "INSERT OR REPLACE INTO properties (image, name, value) VALUES (?, ?, ?)",
                imageID,
                name,
                value
            )
        }
        return version
    }

    /// Records a further form of a version, or replaces it.
    package func add(_ artifact: Manifest.Artifact, to version: ImageVersion.ID) throws {
        _ = try store.existingPath(of: artifact.digest)
        try database.write { try insert(artifact, of: version, $0) }
    }

    func insert(_ artifact: Manifest.Artifact, of version: Int64, _ connection: Connection) throws {
        try connection.run(
            "INSERT OR REPLACE INTO artifacts (version, role, format, digest, size) VALUES (?, ?, ?, ?, ?)",
            version,
            artifact.role,
            artifact.format,
            artifact.digest,
            artifact.size
        )
    }

    private func insert(_ package: Manifest.Package, of version: Int64, _ connection: Connection) throws {
        try connection.run("INSERT OR IGNORE INTO package_names (name) VALUES (?)", package.name)
        try connection.run(
            """
            INSERT OR REPLACE INTO packages (name, version, arch, package_version)
            SELECT id, ?, ?, ? FROM package_names WHERE name = ?
            """,
            version,
            package.architecture,
            package.version,
            package.name
        )
    }
}
