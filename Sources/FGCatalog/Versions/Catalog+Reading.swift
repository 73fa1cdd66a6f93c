package import FGCore
import FGDatabase

extension Catalog {
    static let versionColumns = """
        v.id, v.image, i.project, i.name, v.number, i.owner, v.state, v.reason, v.created, v.format, v.size, v.os,
        v.release, v.arch, v.kernel, v.template, v.recipe, v.manifest, v.used, v.uses,
        (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM tags WHERE image = i.id ORDER BY tag)),
        (SELECT group_concat(name, char(10)) FROM (SELECT name FROM channels WHERE version = v.id ORDER BY name)),
        v.evicted, v.rebuilt, v.rebuild_milliseconds
        """

    static func version(_ row: Row) throws -> ImageVersion {
        ImageVersion(
            id: row.integer(0),
            imageID: row.integer(1),
            project: row.text(2),
            name: row.text(3),
            number: Int(row.integer(4)),
            owner: row.text(5),
            state: try state(row, 6),
            reason: row.optionalText(7),
            created: row.time(8),
            format: row.text(9),
            size: ByteCount(row.integer(10)),
            os: row.optionalText(11),
            release: row.optionalText(12),
            architecture: row.optionalText(13),
            kernel: row.optionalText(14),
            template: row.optionalText(15),
            recipe: try row.optionalDigest(16),
            manifest: try row.digest(17),
            used: row.optionalTime(18),
            uses: Int(row.integer(19)),
            tags: row.optionalText(20)?.split(separator: "\n").map(String.init) ?? [],
            channels: row.optionalText(21)?.split(separator: "\n").map(String.init) ?? [],
            evicted: row.optionalTime(22),
            rebuilt: row.optionalTime(23),
            rebuildMilliseconds: row.optionalInteger(24).map(Int.init)
        )
    }

    /// The state of a version in a column.
    ///
    /// - Throws: `corrupt` for one that this program does not know.
    static func state(_ row: Row, _ column: Int32) throws -> VersionState {
        if let state = VersionState(rawValue: row.text(column)) { return state }
        throw FGError(.corrupt, "a version has the unknown state \(row.text(column))")
    }

    /// The version of an id.
    ///
    /// - Throws: `notFound` when it was deleted meanwhile.
    package func version(id: ImageVersion.ID) throws -> ImageVersion {
        try database.read { try Self.version(id: id, $0) }
    }

    static func version(id: ImageVersion.ID, _ connection: Connection) throws -> ImageVersion {
        let found = try connection.first(
            "SELECT \(Self.versionColumns) FROM versions v JOIN images i ON i.id = v.image WHERE v.id = ?",
            id,
            as: Self.version
        )
        guard let found else { throw FGError(.notFound, "the version was deleted") }
        return found
    }

    /// The forms of a version, its base first.
    package func artifacts(of version: ImageVersion.ID) throws -> [Manifest.Artifact] {
        try database.read { try Self.artifacts(of: version, $0) }
    }

    static func artifacts(of version: ImageVersion.ID, _ connection: Connection) throws
        -> [Manifest.Artifact]
    {
        try connection.rows(
            "SELECT role, format, digest, size FROM artifacts WHERE version = ? ORDER BY role, format",
            version
        ) {
            Manifest.Artifact(
                role: $0.text(0),
                format: $0.text(1),
                digest: try $0.digest(2),
                size: $0.integer(3)
            )
        }
    }

    /// The artifact that the others are made of.
    ///
    /// - Throws: `invalid` when there is none.
    package func baseArtifact(of version: ImageVersion) throws -> Manifest.Artifact {
        if let base = try artifacts(of: version.id).first(where: { $0.role == "base" }) { return base }
        throw FGError(.invalid, "\(version.fullName) has no base artifact")
    }

    /// The free properties of an image.
    package func properties(of image: Int64) throws -> [String: String] {
        try database.read { try Self.properties(of: image, $0) }
    }

    static func properties(of image: Int64, _ connection: Connection) throws -> [String: String] {
        let pairs = try connection.rows("SELECT name, value FROM properties WHERE image = ?", image) {
            ($0.text(0), $0.text(1))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The templates that a version was made from, its own first, and the version it descends from.
    package func lineage(of version: ImageVersion.ID) throws -> (templates: [String], parent: String?) {
        try database.read { try Self.lineage(of: version, $0) }
    }

    static func lineage(of version: ImageVersion.ID, _ connection: Connection) throws -> (
        templates: [String], parent: String?
    ) {
        let templates = try connection.rows(
            "SELECT template FROM lineage WHERE version = ? ORDER BY position",
            version
        ) { $0.text(0) }
        let parent = try connection.first(
            """
            SELECT i.project || '/' || i.name || ':' || p.number FROM versions v
            JOIN versions p ON p.id = v.parent JOIN images i ON i.id = p.image WHERE v.id = ?
            """,
            version
        ) { $0.text(0) }
        return (templates, parent)
    }

    /// The newest version that was made from a template's revision; nil when none was.
    package func newestVersion(madeFrom template: String) throws -> ImageVersion? {
        try database.read { connection in
            try connection.first(
                """
                SELECT \(Self.versionColumns) FROM versions v JOIN images i ON i.id = v.image
                WHERE v.template = ? ORDER BY v.id DESC LIMIT 1
                """,
                template,
                as: Self.version
            )
        }
    }

    /// The packages of a version, by name.
    package func packages(of version: ImageVersion.ID) throws -> [Manifest.Package] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT n.name, p.package_version, p.arch FROM packages p JOIN package_names n ON n.id = p.name
                WHERE p.version = ? ORDER BY n.name, p.arch
                """,
                version
            ) { Manifest.Package(name: $0.text(0), version: $0.text(1), architecture: $0.text(2)) }
        }
    }

    /// The newest version made from a recipe in a project under a name; nil when there is none.
    package func version(project: String, name: String, recipe: Digest) throws -> ImageVersion? {
        try database.read { connection in
            try connection.first(
                """
                SELECT \(Self.versionColumns) FROM versions v JOIN images i ON i.id = v.image
                WHERE v.recipe = ? AND i.project = ? AND i.name = ? ORDER BY v.number DESC LIMIT 1
                """,
                recipe,
                project,
                name,
                as: Self.version
            )
        }
    }

    /// The recipes of all versions.
    package func recipes() throws -> [Digest] {
        try database.read { connection in
            try connection.rows("SELECT DISTINCT recipe FROM versions WHERE recipe IS NOT NULL") {
                try $0.digest(0)
            }
        }
    }

    /// Every digest that the catalog needs in the store: artifacts but for evicted ones, manifests, recipes.
    package func referencedDigests() throws -> Set<Digest> {
        try database.read { connection in
            let digests = try connection.rows(
                """
                SELECT a.digest FROM artifacts a JOIN versions v ON v.id = a.version WHERE v.evicted IS NULL
                UNION SELECT manifest FROM versions
                UNION SELECT recipe FROM versions WHERE recipe IS NOT NULL
                """
            ) { try $0.digest(0) }
            return Set(digests)
        }
    }
}
