package import FGCore
import FGDatabase

extension CatalogSuggestions {
    /// Image references that start with a text: names and projects, with `NAME:` its versions, with `NAME@` its
    /// channels, with `sha256:` digests.
    ///
    /// Of more names than one looks through come their beginnings: `mpi-` for all names that start so.
    package func images(_ prefix: String) throws -> SuggestionList {
        if prefix.hasPrefix("sha256:") { return try digests(String(prefix.dropFirst("sha256:".count))) }
        return try database.read(until: deadline) { connection in
            if let mark = prefix.firstIndex(where: { $0 == ":" || $0 == "@" }) {
                guard let image = try imageID(String(prefix[..<mark]), connection) else {
                    return SuggestionList()
                }
                return prefix[mark] == ":"
                    ? try versions(of: image, prefix, mark, connection)
                    : try channels(of: image, shown: String(prefix[...mark]), prefix, connection)
            }
            if let slash = prefix.firstIndex(of: "/") {
                let project = String(prefix[..<slash])
                return try ImageNames(project: project, shown: String(prefix[...slash]), connection)
                    .list(String(prefix[prefix.index(after: slash)...]))
            }
            var list = try ImageNames(project: project, shown: "", connection).list(prefix)
            list.append(try otherProjects(prefix, connection))
            list.append(try names(elsewhere: prefix, connection))
            return list
        }
    }

    /// The id of the image that a name means, seen from the project; nil for none or several.
    private func imageID(_ name: String, _ connection: Connection) throws -> Int64? {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        guard let last = parts.last else { return nil }
        let found = try connection.rows("SELECT id, project FROM images WHERE name = ? LIMIT 100", last) {
            (id: $0.integer(0), project: $0.text(1))
        }
        let wanted = parts.count == 2 ? parts[0] : project
        return found.first { $0.project == wanted }?.id
            ?? (parts.count == 1 && found.count == 1 ? found[0].id : nil)
    }

    private func versions(
        of image: Int64,
        _ prefix: String,
        _ mark: String.Index,
        _ connection: Connection
    ) throws -> SuggestionList {
        let versions = try connection.rows(
            """
            SELECT number, \(ImageNames.summaryColumns) FROM versions v WHERE image = ?
                ORDER BY number DESC LIMIT 1000
            """,
            image
        ) { Suggestion("\(prefix[...mark])\($0.integer(0))", ImageNames.summary($0, from: 1)) }
        let kept = versions.filter { $0.text.hasPrefix(prefix) }
        return SuggestionList(Array(kept.prefix(Self.limit)), rest: max(0, kept.count - Self.limit))
    }

    /// Channels of the image that a reference names, whatever version it means.
    package func channels(of reference: String, _ prefix: String) throws -> SuggestionList {
        let name = String(reference.prefix { $0 != ":" && $0 != "@" })
        return try database.read(until: deadline) { connection in
            guard let image = try imageID(name, connection) else { return SuggestionList() }
            return try channels(of: image, shown: "", prefix, connection)
        }
    }

    private func channels(
        of image: Int64,
        shown start: String,
        _ prefix: String,
        _ connection: Connection
    ) throws -> SuggestionList {
        let channels = try connection.rows(
            """
            SELECT c.name, v.number, \(ImageNames.summaryColumns)
            FROM channels c JOIN versions v ON v.id = c.version WHERE c.image = ? ORDER BY c.name LIMIT 1000
            """,
            image
        ) {
            Suggestion(
                start + $0.text(0),
                "version \($0.integer(1)), \(ImageNames.summary($0, from: 2))"
            )
        }
        return SuggestionList(channels.filter { $0.text.hasPrefix(prefix) })
    }

    /// Other projects that start with a text, with the slash behind.
    private func otherProjects(_ prefix: String, _ connection: Connection) throws -> SuggestionList {
        var list = try IndexedColumn("images", "project").values(prefix, Self.limit, connection)
        list.items = list.items.filter { $0.text != project }.map {
            Suggestion($0.text + "/", "a project", isPartial: true)
        }
        return list
    }

    /// Names of images of other projects, if there are few: bare where that names one, else with the project.
    private func names(elsewhere prefix: String, _ connection: Connection) throws -> SuggestionList {
        let few = 50
        let found = try connection.rows(
            "SELECT name, project, id FROM images WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
            prefix,
            TextRange.end(of: prefix),
            few + 1
        ) { (name: $0.text(0), project: $0.text(1), id: $0.integer(2)) }
        guard found.count <= few else { return SuggestionList() }
        let counts = Dictionary(grouping: found, by: \.name).mapValues(\.count)
        let names = ImageNames(project: project, shown: "", connection)
        return SuggestionList(
            try found.filter { $0.project != project }.map { image in
                let text = counts[image.name] == 1 ? image.name : "\(image.project)/\(image.name)"
                return Suggestion(text, "of \(image.project), \(try names.summary(of: image.id))")
            }
        )
    }

    /// Digests of versions that start with some digits.
    private func digests(_ digits: String) throws -> SuggestionList {
        let digits = digits.lowercased()
        guard digits.utf8.count <= 64, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            return SuggestionList()
        }
        return try database.read(until: deadline) { connection in
            let found = try connection.rows(
                """
                WITH found(digest, version) AS (
                    SELECT * FROM (SELECT manifest, id FROM versions
                        WHERE manifest >= ?1 AND manifest < ?2 ORDER BY manifest LIMIT ?3)
                    UNION SELECT * FROM (SELECT digest, version FROM artifacts
                        WHERE digest >= ?1 AND digest < ?2 ORDER BY digest LIMIT ?3))
                SELECT f.digest, min(i.project || '/' || i.name || ':' || v.number)
                FROM found f JOIN versions v ON v.id = f.version JOIN images i ON i.id = v.image
                GROUP BY f.digest ORDER BY f.digest LIMIT ?3
                """,
                digits,
                digits + "g",
                Self.limit + 1
            ) { Suggestion("sha256:" + $0.text(0), $0.text(1)) }
            guard found.count > Self.limit else { return SuggestionList(found) }
            let last =
                try connection.first(
                    "SELECT max(manifest) FROM versions WHERE manifest >= ?1 AND manifest < ?2",
                    digits,
                    digits + "g"
                ) { $0.optionalText(0) } ?? nil
            let shown = found.prefix(Self.limit - 1) + [Suggestion("sha256:" + (last ?? digits))]
            return SuggestionList(Array(shown), rest: 1, hasMore: true)
        }
    }
}
