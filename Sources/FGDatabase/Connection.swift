internal import CSQLite
import FGCore
import Glibc

/// An open connection inside `Database.read` or `Database.write`; never kept beyond the closure.
package final class Connection {
    private var handle: OpaquePointer?
    private var prepared: [String: OpaquePointer] = [:]
    /// When a limited read has taken too long.
    private var deadline: ContinuousClock.Instant?

    private static let preparedLimit = 128
    /// How many steps of SQLite's machine a limited read makes between two looks at the clock.
    private static let stepsBetweenLooks: Int32 = 2000

    init(
        _ path: FilePath,
        _ mode: Database.Mode,
        patience: Duration,
        cacheSize: ByteCount = ByteCount(16 << 20)
    ) throws {
        let flags =
            switch mode {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
            case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
            }
        if mode == .readOnly, !path.exists {
            throw FGError(.notFound, "there is no database \(path)", subject: path.string)
        }
        let status = sqlite3_open_v2(path.string, &handle, flags, nil)
        guard status == SQLITE_OK else {
            let error = failure("open", sql: nil)
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(patience / .milliseconds(1)))
        // Without that much in memory a large catalog is read from the system again and again.
        try runScript("PRAGMA foreign_keys = ON; PRAGMA cache_size = -\(cacheSize.bytes >> 10)")
        if mode == .readWrite {
            try beginLogging(patience)
            try runScript("PRAGMA synchronous = FULL")
        }
        try VersionFunctions.register(on: handle)
    }

    /// Turns write-ahead logging on; SQLite does not wait by itself while another process does the same.
    private func beginLogging(_ patience: Duration) throws {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try runScript("PRAGMA journal_mode = WAL")
            } catch let error as FGError where error.code == .conflict && deadline > .now {
                usleep(5000)
            }
        }
    }

    deinit {
        for statement in prepared.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Runs a statement that gives no rows.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    package func run(_ sql: String, _ values: (any Bindable)?...) throws -> Int {
        try withStatement(sql, values.map { $0?.binding ?? .null }) { statement in
            try step(statement, sql)
            return Int(sqlite3_changes(handle))
        }
    }

    /// The rows of a statement, each made a value.
    package func rows<Result>(
        _ sql: String,
        _ values: (any Bindable)?...,
        as make: (Row) throws -> Result
    ) throws -> [Result] {
        try rows(sql, bindings: values.map { $0?.binding ?? .null }, as: make)
    }

    /// The rows of a statement, each made a value.
    package func rows<Result>(
        _ sql: String,
        bindings: [Binding],
        as make: (Row) throws -> Result
    ) throws -> [Result] {
        try withStatement(sql, bindings) { statement in
            var results: [Result] = []
            while try step(statement, sql) { results.append(try make(Row(statement: statement))) }
            return results
        }
    }

    /// The first row of a statement made a value; nil when there is none.
    package func first<Result>(
        _ sql: String,
        _ values: (any Bindable)?...,
        as make: (Row) throws -> Result
    ) throws -> Result? {
        try withStatement(sql, values.map { $0?.binding ?? .null }) { statement in
            try step(statement, sql) ? try make(Row(statement: statement)) : nil
        }
    }

    /// The number that the last insert gave its row.
    package var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a table of that name is there.
    package func hasTable(_ name: String) throws -> Bool {
        try first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", name) { _ in true }
            ?? false
    }

    func runScript(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure("run", sql: sql) }
    }

    func transaction<Result>(
        _ begin: String,
        endingWith execution: Execution = .real,
        _ body: (Connection) throws -> Result
    ) throws -> Result {
        try run(begin)
        do {
            let result = try body(self)
            try run(execution == .real ? "COMMIT" : "ROLLBACK")
            return result
        } catch {
            // A failed commit of a full disk has rolled back already; then there is nothing to roll back.
            if isInTransaction { try runScript("ROLLBACK") }
            throw error
        }
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs statements inside an open transaction, all of which are taken back when `body` throws.
    func savepoint<Result>(
        endingWith execution: Execution,
        _ body: (Connection) throws -> Result
    ) throws -> Result {
        try run("SAVEPOINT step")
        do {
            let result = try body(self)
            if execution == .rehearsal { try run("ROLLBACK TO step") }
            try run("RELEASE step")
            return result
        } catch {
            // A full disk has ended the whole transaction already.
            if isInTransaction {
                try run("ROLLBACK TO step")
                try run("RELEASE step")
            }
            throw error
        }
    }

    /// Runs reading statements that end with an error when they take too long.
    func limited<Result>(to deadline: ContinuousClock.Instant, _ body: () throws -> Result) rethrows -> Result
    {
        self.deadline = deadline
        sqlite3_progress_handler(
            handle,
            Self.stepsBetweenLooks,
            { connection in
                guard let connection else { return 0 }
                return Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue().isLate ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
        defer {
            self.deadline = nil
            sqlite3_progress_handler(handle, 0, nil, nil)
        }
        return try body()
    }

    private var isLate: Bool { deadline.map { $0 < .now } ?? false }

    private func withStatement<Result>(
        _ sql: String,
        _ bindings: [Binding],
        _ body: (OpaquePointer) throws -> Result
    ) throws -> Result {
        let statement = try prepare(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, binding) in bindings.enumerated() { try bind(binding, Int32(index + 1), statement, sql) }
        return try body(statement)
    }

    private func prepare(_ sql: String) throws -> OpaquePointer {
        if let statement = prepared[sql], sqlite3_stmt_busy(statement) == 0 { return statement }
        if prepared.count >= Self.preparedLimit {
            for statement in prepared.values { sqlite3_finalize(statement) }
            prepared = [:]
        }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw failure("prepare", sql: sql)
        }
        if let old = prepared.updateValue(statement, forKey: sql) { sqlite3_finalize(old) }
        return statement
    }

    private func bind(_ binding: Binding, _ index: Int32, _ statement: OpaquePointer, _ sql: String) throws {
        let status =
            switch binding {
            case .null: sqlite3_bind_null(statement, index)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            case .real(let number): sqlite3_bind_double(statement, index, number)
            case .text(let text):
                text.withCString { csqlite_bind_text(statement, index, $0, UInt64(text.utf8.count)) }
            case .blob(let bytes):
                bytes.withUnsafeBytes { bytes in
                    bytes.baseAddress.map { csqlite_bind_blob(statement, index, $0, UInt64(bytes.count)) }
                        ?? sqlite3_bind_zeroblob(statement, index, 0)
                }
            }
        guard status == SQLITE_OK else { throw failure("bind", sql: sql) }
    }

    @discardableResult
    private func step(_ statement: OpaquePointer, _ sql: String) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure("run", sql: sql)
        }
    }

    /// The error of the last call: code, SQLite's message and the SQL, never the values.
    private func failure(_ action: String, sql: String?) -> FGError {
        let code = sqlite3_extended_errcode(handle)
        let text = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
        let statement = sql.map { " in \($0.prefix(200))" } ?? ""
        let kind: FGError.Code =
            switch code & 0xff {
            case SQLITE_FULL: .quotaExceeded
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            case SQLITE_BUSY, SQLITE_LOCKED: .conflict
            case SQLITE_CONSTRAINT: .exists
            case SQLITE_INTERRUPT: .timedOut
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .denied
            default: .failed
            }
        let hint =
            kind == .quotaExceeded ? "free some space on that disk and try again; nothing was lost" : nil
        return FGError(kind, "the database cannot \(action): \(text) (code \(code))\(statement)", hint: hint)
    }
}
