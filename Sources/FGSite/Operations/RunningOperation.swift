import FGCore
import Glibc
import Synchronization

/// An operation of this process: keeps its row up to date and looks whether somebody wants it to end.
///
/// The row is worth less than the work: what cannot be noted stops nothing.
package final class RunningOperation: Sendable {
    private struct State {
        var progress = Operation.Progress()
        var noted = Operation.Progress()
    }

    package let id: Int64
    private let store: OperationStore
    /// Held while the work runs; the system frees it whatever becomes of the process.
    private let lock: FileLock
    private let lockFile: FilePath
    private let state = Mutex(State())
    /// How often the row is read and written: the one who cancels waits that long.
    private static let interval = Duration.milliseconds(300)

    /// Adds the row of work that begins.
    init(_ statement: String, _ session: Session) throws {
        let folder = session.location.operations
        try folder.makeFolder(permissions: 0o700)
        // Locked before there is a row: others take a row without a locked file for one of a killed shell.
        let name = "operation.\(getpid()).\(UInt64.random(in: 0 ... .max)).lock"
        lockFile = folder / name
        guard let lock = try FileLock.tryAcquire(lockFile) else {
            throw FGError(.conflict, "the new file \(lockFile) is in use")
        }
        self.lock = lock
        store = try session.operationStore()
        id = try store.add(
            statement: statement,
            owner: session.user,
            process: getpid(),
            lock: name,
            time: session.now
        )
    }

    deinit { unlink(lockFile.string) }

    /// Takes what the work says; written a little later.
    func take(_ event: ProgressEvent) {
        state.withLock { state in
            switch event {
            case .phase(let name, let detail):
                state.progress = Operation.Progress(phase: name, detail: detail)
            case .advance(let done, let total, _):
                (state.progress.done, state.progress.total) = (done, total)
            case .finished(let name, let detail):
                (state.progress.phase, state.progress.detail) = (name, detail)
                state.progress.done = state.progress.total
            case .steps, .note: return
            }
        }
    }

    /// Notes progress until somebody wants the operation to end, or the task is cancelled.
    func watch() async {
        while (try? await Task.sleep(for: Self.interval)) != nil {
            try? note()
            if let row = try? store.operation(id), row.isCancelWanted { return }
        }
    }

    /// Keeps how the work ended.
    func finish(_ outcome: Result<String, any Error>, at time: Timestamp) throws {
        try note()
        switch outcome {
        case .success(let result):
            try store.move(id, from: .running, to: .done, status: 0, result: result, at: time)
        case .failure(let error):
            let known = (error as? PartialFailure)?.error ?? error as? FGError
            let isCancelled = error is CancellationError || known?.code == .cancelled
            try store.move(
                id,
                from: .running,
                to: isCancelled ? .cancelled : .failed,
                status: isCancelled ? 130 : known?.code.exitStatus ?? 1,
                error: isCancelled ? "interrupted" : known?.description ?? "\(error)",
                at: time
            )
        }
    }

    private func note() throws {
        let progress = state.withLock { state -> Operation.Progress? in
            guard state.progress != state.noted else { return nil }
            state.noted = state.progress
            return state.progress
        }
        if let progress { try store.note(progress, of: id) }
    }
}
