package import FGCore

/// Long work of the site: who does what, how far it is, and a way to end it.
///
/// A user sees his own, an administrator of the site all.
package struct OperationService: Sendable {
    let session: Session
    private static let recent: Int64 = 86_400

    /// Runs work as an operation of the site: others see how far it is and may end it.
    ///
    /// Where no row can be written, such as at a site that is opened read-only, the work runs all the same.
    /// - Throws: what `work` throws; `CancellationError` when it was ended.
    package func run<Output: Sendable>(
        _ statement: String,
        progress: @escaping ProgressHandler,
        describing describe: (Output) -> String,
        _ work: @escaping @Sendable (@escaping ProgressHandler) async throws -> Output
    ) async throws -> Output {
        guard !session.location.isReadOnly else { return try await work(progress) }
        let operation: RunningOperation
        do {
            operation = try begin(statement)
        } catch {
            progress(.note("nobody else sees this operation: \(error)"))
            return try await work(progress)
        }
        return try await run(operation, progress: progress, describing: describe, work)
    }

    /// Notes that work begins, which `run` then does.
    ///
    /// - Throws: `denied` at a site that is opened read-only.
    package func begin(_ statement: String) throws -> RunningOperation {
        try session.requireWritable()
        return try RunningOperation(statement, session)
    }

    /// Runs work that has begun.
    ///
    /// - Throws: as `run` of a statement.
    package func run<Output: Sendable>(
        _ operation: RunningOperation,
        progress: @escaping ProgressHandler,
        describing describe: (Output) -> String,
        _ work: @escaping @Sendable (@escaping ProgressHandler) async throws -> Output
    ) async throws -> Output {
        func finish(_ outcome: Result<String, any Error>) {
            do {
                try operation.finish(outcome, at: session.now)
            } catch {
                progress(.note("how operation \(operation.id) ended could not be noted: \(error)"))
            }
        }
        do {
            let output = try await Self.watched(operation) {
                try await work { event in
                    operation.take(event)
                    progress(event)
                }
            }
            finish(.success(describe(output)))
            return output
        } catch {
            finish(.failure(error))
            throw error
        }
    }

    /// Does the work, which is cancelled when the operation is to end.
    private static func watched<Output: Sendable>(
        _ operation: RunningOperation,
        _ work: @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await withThrowingTaskGroup(of: Output?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                await operation.watch()
                return nil
            }
            while let result = try await group.next() {
                group.cancelAll()
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Operations, newest first: those that run or began within a day, or all.
    package func list(all: Bool) async throws -> Table {
        Self.table(try operations(since: all ? 0 : session.now.seconds - Self.recent), at: session.now)
    }

    /// One operation with what it gave or why it failed.
    package func show(_ id: Int64) async throws -> Record {
        let operation = try operation(id)
        let fields = zip(Self.columns, Self.row(operation, at: session.now)).map {
            Record.Field($0.name, $1)
        }
        return Record(
            fields + [
                Record.Field("result", operation.result.map { .text($0) } ?? .null),
                Record.Field("error", operation.error.map { .text($0) } ?? .null),
            ]
        )
    }

    /// What cancelling operations would end: a row each.
    ///
    /// - Throws: `notFound`.
    package func planCancelling(_ ids: [Int64]) async throws -> Table {
        Self.table(try ids.map(operation), at: session.now)
    }

    /// Asks for the end of an operation; its process notices within a second.
    ///
    /// - Throws: `notFound`, `conflict` when it ended before.
    package func cancel(_ id: Int64, _ execution: Execution) async throws {
        try session.requireWritable()
        let operation = try operation(id)
        let isRunning = operation.state == .running
        guard isRunning, try execution == .rehearsal || session.operationStore().wantCancel(of: id) else {
            let state = isRunning ? "over" : operation.state.rawValue
            throw FGError(.conflict, "operation \(id) is \(state) already", subject: "\(id)")
        }
    }

    /// Waits until operations end, with no numbers all of the user's that run; gives their rows.
    ///
    /// - Returns: the rows, and the worst exit status of them.
    package func wait(_ ids: [Int64]) async throws -> (rows: Table, status: Int32) {
        var wanted = ids
        if ids.isEmpty {
            let now = session.now
            wanted = try operations(since: now.seconds).filter {
                $0.state == .running && $0.owner == session.user
            }.map(\.id)
        }
        while true {
            let operations = try wanted.map(operation)
            guard operations.contains(where: { $0.state == .running }) else {
                return (Self.table(operations, at: session.now), operations.compactMap(\.status).max() ?? 0)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func operation(_ id: Int64) throws -> Operation {
        // A site that nobody wrote to has no operations, rather than no file.
        guard try !isEmpty(), case let found = try session.operationStore().operation(id), isVisible(found)
        else { throw OperationStore.missing(id) }
        return try checked(found)
    }

    private func operations(since seconds: Int64) throws -> [Operation] {
        guard try !isEmpty() else { return [] }
        return try session.operationStore().operations(since: Timestamp(seconds: seconds))
            .filter(isVisible).map(checked)
    }

    private func isEmpty() throws -> Bool {
        session.location.isReadOnly && !session.location.operationDatabase.exists
    }

    private func isVisible(_ operation: Operation) -> Bool {
        operation.owner == session.user || session.isAdministrator
    }

    /// The operation as it is: lost when it should run and nobody holds its lock.
    private func checked(_ operation: Operation) throws -> Operation {
        let lock = session.location.operations / operation.lock
        guard operation.state == .running, try !FileLock.isHeld(lock) else { return operation }
        // It may have ended by itself between the look at the row and that at the lock.
        let store = try session.operationStore()
        let current = try store.operation(operation.id)
        guard current.state == .running else { return current }
        let (now, reason) = (session.now, "its process ended without a word")
        if !session.location.isReadOnly {
            do {
                try store.move(operation.id, from: .running, to: .lost, status: 1, error: reason, at: now)
                try? lock.removeFile()
            } catch let error as FGError where error.code == .conflict {
                return try store.operation(operation.id)
            }
        }
        return current.ended(.lost, 1, error: reason, at: now)
    }

    private static func table(_ operations: [Operation], at now: Timestamp) -> Table {
        Table(columns: columns, rows: operations.map { row($0, at: now) })
    }

    private static let columns: [Table.Column] = [
        Table.Column("id"), Table.Column("state"), Table.Column("statement"), Table.Column("started"),
        Table.Column("duration"), Table.Column("phase"), Table.Column("owner", isDefault: false),
        Table.Column("finished", isDefault: false), Table.Column("detail", isDefault: false),
        Table.Column("done", isDefault: false), Table.Column("total", isDefault: false),
        Table.Column("status", isDefault: false), Table.Column("process", isDefault: false),
    ]

    private static func row(_ operation: Operation, at now: Timestamp) -> [Value] {
        let end = operation.finished ?? now
        return [
            .integer(operation.id), .text(operation.state.rawValue), .text(operation.statement),
            .date(operation.started),
            .duration(TimeSpan(seconds: max(0, end.seconds - operation.started.seconds))),
            .text(operation.progress.phase), .text(operation.owner),
            operation.finished.map { .date($0) } ?? .null, .text(operation.progress.detail),
            .integer(operation.progress.done), .integer(operation.progress.total),
            operation.status.map { .integer(Int64($0)) } ?? .null, .integer(Int64(operation.process)),
        ]
    }
}
