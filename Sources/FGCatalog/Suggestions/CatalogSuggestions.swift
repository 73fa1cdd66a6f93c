package import FGCore
package import FGDatabase

/// What of the catalog can stand where a text is being typed; each answer takes a few steps down an index.
///
/// Every read ends at the deadline with `timedOut`, however large the catalog is.
package struct CatalogSuggestions: Sendable {
    let database: Database
    /// The project that names are looked up in first.
    let project: String
    let deadline: ContinuousClock.Instant

    /// How many suggestions are given.
    static let limit = 100
    /// How far is counted what is not given.
    static let countLimit = 5000

    package init(database: Database, project: String, deadline: ContinuousClock.Instant) {
        self.database = database
        self.project = project
        self.deadline = deadline
    }

    /// Packages of some image that start with a text.
    package func packages(_ prefix: String) throws -> SuggestionList {
        try values(in: IndexedColumn("package_names", "name"), prefix)
    }

    /// Versions that some image has of a package.
    package func versions(ofPackage name: String, _ prefix: String) throws -> SuggestionList {
        let versions = try database.read(until: deadline) { connection in
            try connection.rows(
                """
                SELECT DISTINCT package_version FROM (SELECT package_version FROM packages
                    WHERE name = (SELECT id FROM package_names WHERE name = ?) LIMIT 2000)
                """,
                name
            ) { $0.text(0) }
        }
        let sorted = versions.filter { $0.hasPrefix(prefix) }
            .sorted { DebianVersion.compare(DebianVersion($0), DebianVersion($1)) > 0 }
        return SuggestionList(sorted.prefix(Self.limit).map { Suggestion($0) })
    }

    /// Templates that start with a text, with `NAME:` their revisions.
    package func templates(_ prefix: String) throws -> SuggestionList {
        try database.read(until: deadline) { connection in
            if let colon = prefix.firstIndex(of: ":") {
                let name = String(prefix[..<colon])
                let revisions = try connection.rows(
                    "SELECT revision, summary FROM templates WHERE name = ? ORDER BY revision DESC LIMIT ?",
                    name,
                    Self.limit
                ) { Suggestion("\(name):\($0.integer(0))", $0.text(1)) }
                return SuggestionList(revisions.filter { $0.text.hasPrefix(prefix) })
            }
            var list = try IndexedColumn("templates", "name").values(prefix, Self.limit, connection)
            list.items = try list.items.map { item in
                let summary = try connection.first(
                    "SELECT summary FROM templates WHERE name = ? ORDER BY revision DESC LIMIT 1",
                    item.text
                ) { $0.text(0) }
                return Suggestion(item.text, summary ?? "")
            }
            return list
        }
    }

    /// Users who own an image.
    package func users(_ prefix: String) throws -> SuggestionList {
        try values(in: IndexedColumn("images", "(owner || '')"), prefix)
    }

    /// Projects that have an image.
    package func projects(_ prefix: String) throws -> SuggestionList {
        try values(in: IndexedColumn("images", "project"), prefix)
    }

    /// Tags of some image.
    package func tags(_ prefix: String) throws -> SuggestionList {
        try values(in: IndexedColumn("tags", "(tag || '')"), prefix)
    }

    /// Names of free properties of some image.
    package func properties(_ prefix: String) throws -> SuggestionList {
        try values(in: IndexedColumn("properties", "(name || '')"), prefix)
    }

    /// Values that images have in a field; none for one whose values nobody can look up.
    package func values(ofField name: String, _ prefix: String) throws -> SuggestionList {
        if name.hasPrefix("property.") {
            let property = String(name.dropFirst("property.".count))
            return try values(
                in: IndexedColumn("properties", "(value || '')", within: ("(name || '')", property)),
                prefix
            )
        }
        guard let column = Self.columns[name] else { return SuggestionList() }
        return try values(in: column, prefix)
    }

    private func values(in column: IndexedColumn, _ prefix: String) throws -> SuggestionList {
        try database.read(until: deadline) { try column.values(prefix, Self.limit, $0) }
    }

    private static let columns = [
        "name": IndexedColumn("images", "name"),
        "project": IndexedColumn("images", "project"),
        "owner": IndexedColumn("images", "(owner || '')"),
        "os": IndexedColumn("versions", "(os || '')"),
        "release": IndexedColumn("versions", "(release || '')"),
        "arch": IndexedColumn("versions", "(arch || '')"),
        "kernel": IndexedColumn("versions", "(kernel || '')"),
        "format": IndexedColumn("versions", "(format || '')"),
        "template": IndexedColumn("versions", "template"),
        "lineage": IndexedColumn("lineage", "template"),
        "tag": IndexedColumn("tags", "(tag || '')"),
        "channel": IndexedColumn("channels", "(name || '')"),
    ]
}
