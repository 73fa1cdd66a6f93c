package import FGCore
import FGDatabase

/// A revision of a template as it was loaded.
package struct StoredTemplate: Sendable, Hashable {
    package let name: String
    package let revision: Int
    /// The digest of its text.
    package let digest: Digest
    /// The template block in canonical form.
    package let text: String
    /// The folder that its `from=` files are seen from.
    package let folder: FilePath
    package let summary: String
    package let owner: String
    package let loaded: Timestamp
}

extension Catalog {
    /// Keeps a template; the same text as the newest revision makes no new one.
    package func save(
        template name: String,
        text: String,
        folder: FilePath,
        summary: String,
        owner: String,
        project: String,
        time: Timestamp
    ) throws -> StoredTemplate {
        let digest = Digest(of: text)
        try database.write { connection in
            let newest = try connection.first(
                "SELECT revision, digest, folder FROM templates WHERE name = ? ORDER BY revision DESC LIMIT 1",
                name
            ) { (revision: $0.integer(0), digest: $0.text(1), folder: $0.text(2)) }
            if let newest, newest.digest == digest.hex, newest.folder == folder.string { return }
            try connection.run(
                """
                INSERT INTO templates (name, revision, digest, text, folder, summary, owner, project, loaded)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                name,
                (newest?.revision ?? 0) + 1,
                digest,
                text,
                folder.string,
                summary,
                owner,
                project,
                time
            )
        }
        return try template(name, revision: nil)
    }

    /// A template's revision, or with nil its newest.
    ///
    /// - Throws: `notFound` with the nearest names.
    package func template(_ name: String, revision: Int?) throws -> StoredTemplate {
        let found = try database.read { connection in
            try connection.first(
                "SELECT \(Self.templateColumns) FROM templates WHERE name = ? AND (?2 IS NULL OR revision = ?2) ORDER BY revision DESC LIMIT 1",
                name,
                revision,
                as: Self.template
            )
        }
        if let found { return found }
        let names = try templates().map(\.name)
        throw FGError(
            .notFound,
            "template \"\(name)\(revision.map { ":\($0)" } ?? "")\" not found",
            subject: name,
            hint: NearestName.hint(for: name, in: names) ?? "template load FILE reads templates"
        )
    }

    /// The newest revision of every template, by name.
    package func templates() throws -> [StoredTemplate] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.templateColumns) FROM templates t
                WHERE revision = (SELECT max(revision) FROM templates WHERE name = t.name) ORDER BY name
                """,
                as: Self.template
            )
        }
    }

    /// Deletes a template with its revisions.
    ///
    /// - Returns: how many revisions went.
    package func deleteTemplate(_ name: String) throws -> Int {
        try database.write { try $0.run("DELETE FROM templates WHERE name = ?", name) }
    }

    private static let templateColumns = "name, revision, digest, text, folder, summary, owner, loaded"

    private static func template(_ row: Row) throws -> StoredTemplate {
        StoredTemplate(
            name: row.text(0),
            revision: Int(row.integer(1)),
            digest: try row.digest(2),
            text: row.text(3),
            folder: FilePath(row.text(4)),
            summary: row.text(5),
            owner: row.text(6),
            loaded: row.time(7)
        )
    }
}
