import FGCore
import FGDatabase

/// The names of the images of a project, as suggestions.
struct ImageNames {
    private let project: String
    /// What stands before each name: the project and its slash, or nothing.
    private let shown: String
    private let connection: Connection

    init(project: String, shown: String, _ connection: Connection) {
        self.project = project
        self.shown = shown
        self.connection = connection
    }

    /// The names that start with a text; of many, their beginnings up to the next `-`, `.`, `_` or `+`.
    func list(_ prefix: String) throws -> SuggestionList {
        let limit = CatalogSuggestions.limit
        let found = try connection.rows(
            """
            SELECT name, id FROM images WHERE project = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?
            """,
            project,
            prefix,
            TextRange.end(of: prefix),
            limit + 1
        ) { (name: $0.text(0), id: $0.integer(1)) }
        guard found.count > limit else {
            return SuggestionList(
                try found.map { Suggestion(shown + $0.name, try summary(of: $0.id)) }
            )
        }
        let groups = try beginnings(prefix, limit)
        if groups.count <= limit, groups.contains(where: \.isPartial) { return SuggestionList(groups) }
        // The last one shows how much of the beginning all have.
        let last = try edge(prefix, "DESC")
        let items = found.prefix(limit - 1).map { Suggestion(shown + $0.name) }
        let all = try count(prefix, upTo: CatalogSuggestions.countLimit)
        return SuggestionList(
            items + (last.map { [Suggestion(shown + $0)] } ?? []),
            rest: max(1, all - limit),
            hasMore: all == CatalogSuggestions.countLimit
        )
    }

    private func beginnings(_ prefix: String, _ limit: Int) throws -> [Suggestion] {
        var groups: [Suggestion] = []
        var bound = prefix
        let end = TextRange.end(of: prefix)
        while groups.count <= limit, let name = try first(after: bound, before: end) {
            let rest = name.dropFirst(prefix.count)
            guard let mark = rest.firstIndex(where: { "-._+".contains($0) }), mark > rest.startIndex else {
                groups.append(Suggestion(shown + name))
                bound = name + "\u{1}"
                continue
            }
            let beginning = String(name[...mark])
            let size = try count(beginning, upTo: 501)
            let summary = size == 1 ? "" : size > 500 ? "more than 500 images" : "\(size) images"
            groups.append(
                size == 1
                    ? Suggestion(shown + name) : Suggestion(shown + beginning, summary, isPartial: true)
            )
            bound = TextRange.end(of: beginning)
        }
        return groups
    }

    private func first(after bound: String, before end: String) throws -> String? {
        try connection.first(
            "SELECT name FROM images WHERE project = ? AND name >= ? AND name < ? ORDER BY name LIMIT 1",
            project,
            bound,
            end
        ) { $0.text(0) }
    }

    private func edge(_ prefix: String, _ order: String) throws -> String? {
        try connection.first(
            """
            SELECT name FROM images WHERE project = ? AND name >= ? AND name < ? ORDER BY name \(order) LIMIT 1
            """,
            project,
            prefix,
            TextRange.end(of: prefix)
        ) { $0.text(0) }
    }

    private func count(_ prefix: String, upTo limit: Int) throws -> Int {
        try connection.first(
            """
            SELECT count(*) FROM (SELECT 1 FROM images WHERE project = ? AND name >= ? AND name < ? LIMIT ?)
            """,
            project,
            prefix,
            TextRange.end(of: prefix),
            limit
        ) { Int($0.integer(0)) } ?? 0
    }

    /// The newest version of an image in a few words: `2, verified, debian bookworm amd64, 1.2 GiB`.
    func summary(of image: Int64) throws -> String {
        try connection.first(
            """
            SELECT v.number, \(Self.summaryColumns) FROM versions v WHERE v.image = ? AND v.is_latest = 1
            """,
            image
        ) { "version \($0.integer(0)), \(Self.summary($0, from: 1))" } ?? ""
    }

    static let summaryColumns = "v.state, v.os, v.release, v.arch, v.size"

    static func summary(_ row: Row, from column: Int32) -> String {
        let system = (1...3).compactMap { row.optionalText(column + $0) }.joined(separator: " ")
        let words = [row.text(column), system, ByteCount(row.integer(column + 4)).description]
        return words.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
