package import FGCore
package import FGDatabase

/// The rows of operations, in a file of their own.
package struct OperationStore: Sendable {
    private let database: Database
    /// How many operations that ended are remembered, and how much of a result.
    private static let (keptRows, keptResult) = (1000, 64 << 10)

    /// Takes the rows that a database has, or will have.
    package init(database: Database) {
        self.database = database
    }

    /// Opens the rows of a site.
    init(_ location: SiteLocation) throws {
        if !location.isReadOnly { try location.folder.makeFolder(permissions: 0o700) }
        database = try Database(location.operationDatabase, location.isReadOnly ? .readOnly : .readWrite)
        if !location.isReadOnly { try migrate() }
    }

    /// Brings the table to its newest form.
    package func migrate() throws {
        try database.migrate(
            "operations",
            [
                Migration(
                    number: 1,
                    name: "operations",
                    sql: """
                        CREATE TABLE operations (
                            id INTEGER PRIMARY KEY AUTOINCREMENT,
                            owner TEXT NOT NULL,
                            statement TEXT NOT NULL,
                            state TEXT NOT NULL,
                            started INTEGER NOT NULL,
                            finished INTEGER,
                            process INTEGER NOT NULL,
                            lock TEXT NOT NULL,
                            phase TEXT NOT NULL DEFAULT '',
                            detail TEXT NOT NULL DEFAULT '',
                            done INTEGER NOT NULL DEFAULT 0,
                            total INTEGER NOT NULL DEFAULT 0,
                            result TEXT,
                            error TEXT,
                            status INTEGER,
                            is_cancel_wanted INTEGER NOT NULL DEFAULT 0
                        ) STRICT;
                        CREATE INDEX operations_by_state ON operations (state);
                        """
                )
            ]
        )
    }

    /// Adds a row in state `running` and gives its number; the oldest that ended are forgotten.
    package func add(statement: String, owner: String, process: Int32, lock: String, time: Timestamp) throws
        -> Int64
    {
        try database.write { connection in
            try connection.run(
                """
                INSERT INTO operations (owner, statement, state, started, process, lock)
                VALUES (?, ?, 'running', ?, ?, ?)
                """,
                owner,
                statement,
                time,
                process,
                lock
            )
            let id = connection.lastInsertedID
            try connection.run(
                "DELETE FROM operations WHERE id <= ? AND state <> 'running'",
                id - Int64(Self.keptRows)
            )
            return id
        }
    }

    /// Notes how far an operation is.
    package func note(_ progress: Operation.Progress, of id: Int64) throws {
        try database.write { connection in
            _ = try connection.run(
                "UPDATE operations SET phase = ?, detail = ?, done = ?, total = ? WHERE id = ?",
                progress.phase,
                progress.detail,
                progress.done,
                progress.total,
                id
            )
        }
    }

    /// Moves an operation from the state it is expected to be in to the next.
    ///
    /// - Throws: `conflict` when it is in another state by now, or the table has no such step.
    package func move(
        _ id: Int64,
        from: OperationState,
        to: OperationState,
        status: Int32,
        result: String? = nil,
        error: String? = nil,
        at time: Timestamp
    ) throws {
        guard from.successors.contains(to) else {
            throw FGError(.conflict, "an operation does not go from \(from.rawValue) to \(to.rawValue)")
        }
        let changed = try database.write { connection in
            try connection.run(
                """
                UPDATE operations SET state = ?, status = ?, result = ?, error = ?, finished = ?
                WHERE id = ? AND state = ?
                """,
                to.rawValue,
                Int64(status),
                result.map { String(decoding: $0.utf8.prefix(Self.keptResult), as: UTF8.self) },
                error,
                time,
                id,
                from.rawValue
            )
        }
        guard changed == 1 else {
            throw FGError(
                .conflict,
                "operation \(id) is no longer \(from.rawValue)",
                hint: "operation show \(id)"
            )
        }
    }

    /// Asks the process of an operation to end it; false when it does not run any more.
    package func wantCancel(of id: Int64) throws -> Bool {
        try database.write { connection in
            try connection.run(
                "UPDATE operations SET is_cancel_wanted = 1 WHERE id = ? AND state = 'running'",
                id
            ) == 1
        }
    }

    /// Those that run or began after a moment, newest first.
    package func operations(since time: Timestamp) throws -> [Operation] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.columns) FROM operations WHERE state = 'running' OR started > ?
                ORDER BY id DESC
                """,
                time,
                as: Self.operation
            )
        }
    }

    /// One operation.
    ///
    /// - Throws: `notFound`.
    package func operation(_ id: Int64) throws -> Operation {
        let found = try database.read { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM operations WHERE id = ?",
                id,
                as: Self.operation
            )
        }
        guard let found else { throw Self.missing(id) }
        return found
    }

    /// That there is no operation of a number, or it is another user's.
    static func missing(_ id: Int64) -> FGError {
        FGError(
            .notFound,
            "operation \(id) not found",
            subject: "\(id)",
            hint: "operation list --all shows them"
        )
    }

    private static let columns = """
        id, owner, statement, state, started, finished, process, lock, phase, detail, done, total, result, error,
        status, is_cancel_wanted
        """

    private static func operation(_ row: Row) throws -> Operation {
        guard let state = OperationState(rawValue: row.text(3)) else {
            throw FGError(.corrupt, "an operation has the unknown state \(row.text(3))")
        }
        return Operation(
            id: row.integer(0),
            owner: row.text(1),
            statement: row.text(2),
            state: state,
            started: row.time(4),
            finished: row.optionalTime(5),
            process: Int32(truncatingIfNeeded: row.integer(6)),
            lock: row.text(7),
            progress: Operation.Progress(
                phase: row.text(8),
                detail: row.text(9),
                done: row.integer(10),
                total: row.integer(11)
            ),
            result: row.optionalText(12),
            error: row.optionalText(13),
            status: row.optionalInteger(14).map { Int32(truncatingIfNeeded: $0) },
            isCancelWanted: row.integer(15) == 1
        )
    }
}
