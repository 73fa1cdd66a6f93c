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

    /// `NAME:REVISION`.
    package var title: String { "\(name):\(revision)" }
}

/// A template that is to be kept.
package struct TemplateDraft: Sendable, Hashable {
    package var name: String
    /// The template block in canonical form.
    package var text: String
    /// The folder that its `from=` files are seen from.
    package var folder: FilePath
    package var summary: String
    /// The revision that must be the newest; nil when any may be.
    package var replaced: Int?

    package init(name: String, text: String, folder: FilePath, summary: String, replaced: Int? = nil) {
        self.name = name
        self.text = text
        self.folder = folder
        self.summary = summary
        self.replaced = replaced
    }
}

extension Catalog {
    /// Keeps templates, all or none; the same text as the newest revision makes no new one.
    ///
    /// - Throws: `conflict` where another revision than the one to replace is the newest.
    package func save(
        _ drafts: [TemplateDraft],
        owner: String,
        project: String,
        time: Timestamp,
        _ execution: Execution = .real
    ) throws -> [StoredTemplate] {
        try database.write(execution) { connection in
            try drafts.map { draft in
                let digest = Digest(of: draft.text)
                let newest = try Self.find(draft.name, revision: nil, connection)
                if let replaced = draft.replaced, newest?.revision != replaced {
                    throw FGError(
                        .conflict,
                        "the template \(draft.name) is no more at revision \(replaced): it was changed meanwhile",
                        hint: "template show \(draft.name) prints it as it is now"
                    )
                }
                if let newest, newest.digest == digest, newest.folder == draft.folder { return newest }
                let revision = (newest?.revision ?? 0) + 1
                try connection.run(
                    """
                    INSERT INTO templates (name, revision, digest, text, folder, summary, owner, project, loaded)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    draft.name,
                    revision,
                    digest,
                    draft.text,
                    draft.folder.string,
                    draft.summary,
                    owner,
                    project,
                    time
                )
                return StoredTemplate(
                    name: draft.name,
                    revision: revision,
                    digest: digest,
                    text: draft.text,
                    folder: draft.folder,
                    summary: draft.summary,
                    owner: owner,
                    loaded: time
                )
            }
        }
    }

    /// A template's revision, or with nil its newest.
    ///
    /// - Throws: `notFound` with the nearest names.
    package func template(_ name: String, revision: Int?) throws -> StoredTemplate {
        if let found = try database.read({ try Self.find(name, revision: revision, $0) }) { return found }
        let names = try templates().map(\.name)
        throw FGError(
            .notFound,
            "template \"\(name)\(revision.map { ":\($0)" } ?? "")\" not found",
            subject: name,
            hint: NearestName.hint(for: name, in: names) ?? "template load FILE reads templates"
        )
    }

    private static func find(_ name: String, revision: Int?, _ connection: Connection) throws
        -> StoredTemplate?
    {
        try connection.first(
            """
            SELECT \(templateColumns) FROM templates WHERE name = ? AND (?2 IS NULL OR revision = ?2)
            ORDER BY revision DESC LIMIT 1
            """,
            name,
            revision,
            as: template
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

    /// Every revision of every template, by name and revision.
    package func templateRevisions() throws -> [StoredTemplate] {
        try database.read { connection in
            try connection.rows(
                "SELECT \(Self.templateColumns) FROM templates ORDER BY name, revision",
                as: Self.template
            )
        }
    }

    /// How many versions of images were made from a template's revision: from it alone, and from it or one that extends
    /// it; by `NAME:REVISION`, without those that none was made from.
    package func templateUses() throws -> [String: (own: Int, all: Int)] {
        let rows = try database.read { connection in
            try connection.rows("SELECT template, sum(position = 0), count(*) FROM lineage GROUP BY template")
            {
                ($0.text(0), (own: Int($0.integer(1)), all: Int($0.integer(2))))
            }
        }
        return Dictionary(rows) { first, _ in first }
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
