package import FGCore
import Synchronization

/// A connection to a SQLite file; one transaction runs at a time, from any task.
///
/// Opened in WAL mode with foreign keys on. Several processes may have the same file open.
package final class Database: Sendable {
    /// How a file is opened.
    package enum Mode: Sendable {
        /// Makes the file if it is missing.
        case readWrite
        /// Writes nothing.
        case readOnly
    }

    package let path: FilePath
    /// Used only while `turn` is held; a connection cannot be proven to stay inside a closure that is given it.
    private nonisolated(unsafe) let connection: Connection
    private let turn = Mutex(())
    private let mode: Mode
    private let patience: Duration
    /// The transaction that the calls of the running task belong to.
    @TaskLocal private static var open: OpenTransaction?

    /// Opens a database file; `patience` is how long a statement waits for another process's transaction.
    ///
    /// - Throws: `notFound` for a missing file in read-only mode, `corrupt`, or what SQLite says.
    package init(
        _ path: FilePath,
        _ mode: Mode = .readWrite,
        patience: Duration = .seconds(30)
    ) throws {
        self.path = path
        self.mode = mode
        self.patience = patience
        connection = try Connection(path, mode, patience: patience)
    }

    /// Runs statements inside one transaction; all of them or, when `body` throws, none.
    ///
    /// A transaction that finds another process writing waits for it. A rehearsal gives its result and changes nothing.
    /// - Throws: what `body` throws; `quotaExceeded` for a full disk, `conflict` when the wait was too long.
    package func write<Result: Sendable>(
        _ execution: Execution = .real,
        _ body: (Connection) throws -> Result
    ) throws -> Result {
        if let open { return try open.write(execution, body) }
        return try turn.withLock { _ in
            try connection.transaction("BEGIN IMMEDIATE", endingWith: execution, body)
        }
    }

    /// Runs reading statements that all see the same state.
    package func read<Result: Sendable>(_ body: (Connection) throws -> Result) throws -> Result {
        if let open { return try open.read(body) }
        return try turn.withLock { _ in
            try connection.transaction("BEGIN", body)
        }
    }

    /// Makes all calls of `body` parts of one transaction; what they changed is taken back when it throws.
    ///
    /// It has a connection of its own: other tasks see nothing of it, and wait for its end when they write. Inside another
    /// one it is a part that is taken back alone. A database that is opened read-only has nothing to take back.
    /// - Throws: what `body` throws, `conflict` when the wait for others was too long.
    package func atomically<Result: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async throws -> Result {
        guard mode == .readWrite else { return try await body() }
        if let open {
            try open.beginPart()
            do {
                let result = try await body()
                try open.endPart(keeps: true)
                return result
            } catch {
                try? open.endPart(keeps: false)
                throw error
            }
        }
        let transaction = try OpenTransaction(path, patience: patience)
        do {
            let result = try await Self.$open.withValue(transaction) { try await body() }
            try transaction.commit()
            return result
        } catch {
            transaction.rollBack()
            throw error
        }
    }

    /// Whether the calls of the running task belong to an `atomically` of any database.
    package static var isInTransaction: Bool { open != nil }

    /// The open transaction, if it is one of this file.
    private var open: OpenTransaction? {
        guard let open = Self.open, open.path == path else { return nil }
        return open
    }

    /// Runs reading statements that may take no longer than to a moment.
    ///
    /// - Throws: `timedOut` when they did.
    package func read<Result: Sendable>(
        until deadline: ContinuousClock.Instant,
        _ body: (Connection) throws -> Result
    ) throws -> Result {
        try turn.withLock { _ in
            try connection.limited(to: deadline) { try connection.transaction("BEGIN", body) }
        }
    }

    /// Brings the tables of a module to its newest form.
    ///
    /// - Throws: `conflict` for a file that a newer program has changed further.
    package func migrate(_ module: String, _ migrations: [Migration]) throws {
        let applied = try read { connection in
            guard try connection.hasTable("migrations") else { return 0 }
            return try connection.first("SELECT max(number) FROM migrations WHERE module = ?", module) {
                Int($0.optionalInteger(0) ?? 0)
            } ?? 0
        }
        let newest = migrations.map(\.number).max() ?? 0
        guard applied <= newest else {
            throw FGError(
                .conflict,
                "\(path) was made by a newer fgshell (\(module) \(applied), this one knows \(newest))",
                hint: "use the newer program"
            )
        }
        guard applied < newest else { return }
        try write { connection in
            try connection.run(
                """
                CREATE TABLE IF NOT EXISTS migrations (
                    module TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
                    PRIMARY KEY (module, number)) STRICT
                """
            )
            for migration in migrations.sorted(by: { $0.number < $1.number }) where migration.number > applied
            {
                let isThere = try connection.first(
                    "SELECT 1 FROM migrations WHERE module = ? AND number = ?",
                    module,
                    migration.number
                ) { _ in true }
                if isThere == true { continue }
                try connection.runScript(migration.sql)
                try connection.run(
                    "INSERT INTO migrations (module, number, name) VALUES (?, ?, ?)",
                    module,
                    migration.number,
                    migration.name
                )
            }
        }
    }
}
