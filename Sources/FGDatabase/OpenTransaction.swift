import FGCore
import Synchronization

/// A transaction that goes on over several calls, on a connection of its own.
final class OpenTransaction: Sendable {
    let path: FilePath
    /// Used only while `turn` is held.
    private nonisolated(unsafe) let connection: Connection
    private let turn = Mutex(())

    /// Begins a transaction; waits for one of others that is writing.
    init(_ path: FilePath, patience: Duration) throws {
        self.path = path
        // Many statements in a row look at the same pages, and what they changed is kept until the end.
        connection = try Connection(path, .readWrite, patience: patience, cacheSize: ByteCount(64 << 20))
        try connection.run("BEGIN IMMEDIATE")
    }

    /// Runs statements that are taken back alone when they fail, or are only rehearsed.
    func write<Result: Sendable>(_ execution: Execution, _ body: (Connection) throws -> Result) throws
        -> Result
    {
        try turn.withLock { _ in
            try requireOpen()
            return try connection.savepoint(endingWith: execution, body)
        }
    }

    /// Runs reading statements.
    func read<Result: Sendable>(_ body: (Connection) throws -> Result) throws -> Result {
        try turn.withLock { _ in
            try requireOpen()
            return try body(connection)
        }
    }

    /// Begins a part that can be taken back alone.
    func beginPart() throws {
        try read { connection in
            _ = try connection.run("SAVEPOINT part")
        }
    }

    /// Ends the part begun last, and keeps or takes back what it did.
    func endPart(keeps: Bool) throws {
        try read { connection in
            if !keeps { try connection.run("ROLLBACK TO part") }
            try connection.run("RELEASE part")
        }
    }

    func commit() throws {
        try turn.withLock { _ in
            try requireOpen()
            try connection.run("COMMIT")
        }
    }

    /// Takes everything back.
    func rollBack() {
        turn.withLock { _ in
            // Closing the connection does the same, should this fail.
            if connection.isInTransaction { try? connection.runScript("ROLLBACK") }
        }
    }

    /// SQLite ends a transaction by itself when the disk is full.
    private func requireOpen() throws {
        guard connection.isInTransaction else {
            throw FGError(.failed, "the changes of atomic were taken back before its end")
        }
    }
}
