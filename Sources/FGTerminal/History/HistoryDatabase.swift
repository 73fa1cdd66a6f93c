import FGCore
import FGDatabase
import Glibc

/// The lines of all shells of a user, in a SQLite file that only the user can read.
struct HistoryDatabase: Sendable {
    private let database: Database

    /// How many lines are kept.
    private static let limit = 100_000
    private static let migrations = [
        Migration(
            number: 1,
            name: "lines",
            sql: """
                CREATE TABLE history (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    line TEXT NOT NULL,
                    time INTEGER NOT NULL,
                    milliseconds INTEGER,
                    status INTEGER,
                    project TEXT NOT NULL,
                    image TEXT,
                    user TEXT NOT NULL,
                    site TEXT NOT NULL,
                    session TEXT NOT NULL,
                    process INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX history_session ON history (session);
                """
        )
    ]

    /// Opens the file, which is made with its folder when it is missing.
    ///
    /// - Throws: the system's error, or SQLite's; a prompt never waits long for another shell.
    init(_ file: FilePath) throws {
        try file.parent.makeFolder(permissions: 0o700)
        if !file.exists {
            do {
                _ = try OpenFile(file, .create(permissions: 0o600))
            } catch let error as FGError where error.code == .exists {
                // Another shell was faster.
            }
        }
        guard file.status()?.kind == .file else { throw FGError(.invalid, "\(file) is no regular file") }
        if file.status()?.permissions != 0o600 { chmod(file.string, 0o600) }
        database = try Database(file, patience: .seconds(2))
        try database.migrate("history", Self.migrations)
    }

    /// Stores lines and gives the number of the last; the oldest go when there are too many.
    func add(_ entries: [HistoryEntry]) throws -> Int64 {
        try database.write { connection in
            for entry in entries {
                try connection.run(
                    """
                    INSERT INTO history (line, time, project, image, user, site, session, process)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    entry.line,
                    entry.time,
                    entry.project,
                    entry.image,
                    entry.user,
                    entry.site,
                    entry.session,
                    entry.process
                )
            }
            let number = connection.lastInsertedID
            try connection.run("DELETE FROM history WHERE number <= ?", number - Int64(Self.limit))
            return number
        }
    }

    /// Stores what came of a line.
    func finish(_ number: Int64, milliseconds: Int64, status: Int32) throws {
        try database.write { connection in
            _ = try connection.run(
                "UPDATE history SET milliseconds = ?, status = ? WHERE number = ?",
                milliseconds,
                status,
                number
            )
        }
    }

    /// The newest lines of other sessions, newest first.
    func lines(withoutSession session: String, limit: Int) throws -> [String] {
        try database.read { connection in
            try connection.rows(
                "SELECT line FROM history WHERE session <> ? ORDER BY number DESC LIMIT ?",
                session,
                limit
            ) { $0.text(0) }
        }
    }

    /// The lines that a query wants, newest first.
    func entries(_ query: HistoryQuery) throws -> [HistoryEntry] {
        var conditions: [String] = []
        var bindings: [Binding] = []
        func add(_ condition: String, _ value: some Bindable) {
            conditions.append(condition)
            bindings.append(value.binding)
        }
        if let text = query.text { add("instr(line, ?) > 0", text) }
        if let project = query.project { add("project = ?", project) }
        if let session = query.session { add("session = ?", session) }
        if let number = query.number { add("number = ?", number) }
        if query.result == .failed { conditions.append("status <> 0") }
        let clause = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try database.read { connection in
            try connection.rows(
                """
                SELECT line, time, project, image, user, site, session, process, number, milliseconds, status
                FROM history \(clause) ORDER BY number DESC LIMIT ?
                """,
                bindings: bindings + [.integer(Int64(query.limit ?? -1))]
            ) { row in
                var entry = HistoryEntry(
                    line: row.text(0),
                    time: row.time(1),
                    project: row.text(2),
                    image: row.optionalText(3),
                    user: row.text(4),
                    site: row.text(5),
                    session: row.text(6),
                    process: Int32(truncatingIfNeeded: row.integer(7))
                )
                entry.number = row.integer(8)
                entry.milliseconds = row.optionalInteger(9)
                entry.status = row.optionalInteger(10).map { Int32(truncatingIfNeeded: $0) }
                return entry
            }
        }
    }

    /// Removes lines by number, all of them for nil, and gives how many were there.
    func remove(_ numbers: [Int64]?) throws -> Int {
        try database.write { connection in
            guard let numbers else { return try connection.run("DELETE FROM history") }
            return try numbers.reduce(0) { count, number in
                try count + connection.run("DELETE FROM history WHERE number = ?", number)
            }
        }
    }
}
