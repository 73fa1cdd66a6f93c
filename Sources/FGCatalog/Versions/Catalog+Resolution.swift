package import FGCore
import FGDatabase

extension Catalog {
    /// The version that a reference means, seen from a project.
    ///
    /// A name is looked up in the project first, then everywhere; without version it means the newest deployable
    /// one, or the newest where none is deployable.
    /// - Throws: `notFound` with the nearest names, `conflict` for an ambiguous name with the candidates.
    package func resolve(_ reference: ImageReference, project: String) throws -> ImageVersion {
        try database.read { try Self.resolve(reference, project: project, $0) }
    }

    static func resolve(
        _ reference: ImageReference,
        project: String,
        _ connection: Connection
    ) throws -> ImageVersion {
        switch reference {
        case .digest(let prefix): return try resolve(digest: prefix, reference, connection)
        case .name(let asked, let name, let selector):
            let image = try image(asked, name, current: project, connection)
            guard let id = try versionID(of: image.id, selector, connection) else {
                throw try missing(reference, selector, image, connection)
            }
            return try version(id: id, connection)
        }
    }

    /// The image that a reference names.
    ///
    /// - Throws: as `resolve`.
    package func image(_ reference: ImageReference, project: String) throws -> ImageIdentity {
        try database.read { connection in
            if case .name(let asked, let name, _) = reference {
                return try Self.image(asked, name, current: project, connection)
            }
            let version = try Self.resolve(reference, project: project, connection)
            return try Self.image(version.project, version.name, current: project, connection)
        }
    }

    private static func image(
        _ asked: String?,
        _ name: String,
        current: String,
        _ connection: Connection
    ) throws -> ImageIdentity {
        let sql = "SELECT id, project, owner FROM images WHERE name = ? ORDER BY project"
        let found = try connection.rows(sql, name) {
            ImageIdentity(id: $0.integer(0), project: $0.text(1), name: name, owner: $0.text(2))
        }
        let wanted = asked ?? current
        if let image = found.first(where: { $0.project == wanted }) { return image }
        if asked == nil, found.count == 1 { return found[0] }
        if asked == nil, found.count > 1 {
            throw FGError(
                .conflict,
                "\"\(name)\" is the name of several images",
                subject: name,
                hint: "write one of " + found.map { "\($0.project)/\(name)" }.joined(separator: ", ")
            )
        }
        let names = try connection.rows("SELECT DISTINCT name FROM images") { $0.text(0) }
        throw FGError(
            .notFound,
            "image \"\(asked.map { $0 + "/" } ?? "")\(name)\" not found",
            subject: name,
            hint: NearestName.hint(for: name, in: names.filter { $0 != name })
                ?? "image list shows what is there"
        )
    }

    /// Whether an image or a template belongs to a project.
    package func hasProject(_ name: String) throws -> Bool {
        try database.read { connection in
            try connection.first(
                """
                SELECT 1 WHERE EXISTS (SELECT 1 FROM images WHERE project = ?1)
                    OR EXISTS (SELECT 1 FROM templates WHERE project = ?1)
                """,
                name
            ) { _ in true } ?? false
        }
    }

    /// The projects that an image or a template belongs to, sorted.
    package func projects() throws -> [String] {
        try database.read { connection in
            try connection.rows(
                "SELECT project FROM images UNION SELECT project FROM templates ORDER BY project"
            ) { $0.text(0) }
        }
    }

    private static func versionID(
        of image: Int64,
        _ selector: ImageReference.Selector,
        _ connection: Connection
    ) throws -> Int64? {
        switch selector {
        case .version(let number):
            try connection.first("SELECT id FROM versions WHERE image = ? AND number = ?", image, number) {
                $0.integer(0)
            }
        case .channel(let channel):
            try connection.first(
                "SELECT version FROM channels WHERE image = ? AND name = ?",
                image,
                channel
            ) {
                $0.integer(0)
            }
        case .newest:
            try connection.first(
                "SELECT id FROM versions WHERE image = ? ORDER BY state = 'verified' DESC, number DESC LIMIT 1",
                image
            ) { $0.integer(0) }
        }
    }

    private static func missing(
        _ reference: ImageReference,
        _ selector: ImageReference.Selector,
        _ image: ImageIdentity,
        _ connection: Connection
    ) throws -> FGError {
        guard case .channel(let channel) = selector else { return missing(reference) }
        let known = try channels(of: .image(image.id), connection).map(\.name)
        return FGError(
            .notFound,
            "\(image.fullName) has no channel \"\(channel)\"",
            subject: reference.description,
            hint: NearestName.hint(for: channel, in: known)
                ?? "channel list \(image.fullName) shows what it has"
        )
    }

    private static func missing(_ reference: ImageReference) -> FGError {
        FGError(
            .notFound,
            "image \"\(reference)\" not found",
            subject: reference.description,
            hint: "image list --all shows every version"
        )
    }

    private static func resolve(
        digest prefix: String,
        _ reference: ImageReference,
        _ connection: Connection
    ) throws -> ImageVersion {
        // The prefix is at least 8 hexadecimal digits: a range of text, never a pattern.
        let end = prefix + "g"
        let ids = try connection.rows(
            """
            SELECT id FROM versions WHERE manifest >= ?1 AND manifest < ?2
            UNION SELECT id FROM versions WHERE recipe >= ?1 AND recipe < ?2
            UNION SELECT version FROM artifacts WHERE digest >= ?1 AND digest < ?2 ORDER BY 1
            """,
            prefix,
            end
        ) { $0.integer(0) }
        guard let id = ids.last else { throw missing(reference) }
        guard ids.count == 1 else {
            let names = try ids.map { try version(id: $0, connection).fullName }
            throw FGError(
                .conflict,
                "\(reference) belongs to several versions",
                hint: "write one of " + names.joined(separator: ", ")
            )
        }
        return try version(id: id, connection)
    }
}
