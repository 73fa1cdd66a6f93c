import FGCore
import Synchronization

/// What runs in the background of a shell.
final class BackgroundJobs: Sendable {
    private struct State {
        var tasks: [Int64: Task<Void, Never>] = [:]
        var notices: [String] = []
        var status: Int32 = 0
    }

    private let state = Mutex(State())

    /// How many run.
    var count: Int { state.withLock { $0.tasks.count } }

    /// The worst status of those that ended.
    var status: Int32 { state.withLock { $0.status } }

    /// Keeps a job until it ends.
    func start(_ id: Int64, _ work: @escaping @Sendable () async -> (status: Int32, notice: String)) {
        // The task must not end before it is kept.
        state.withLock { state in
            state.tasks[id] = Task {
                let (status, notice) = await work()
                self.state.withLock { state in
                    state.tasks[id] = nil
                    state.notices.append(notice)
                    state.status = max(state.status, status)
                }
            }
        }
    }

    /// What is to be said of jobs that ended; once.
    func takeNotices() -> [String] {
        state.withLock { state in
            defer { state.notices = [] }
            return state.notices
        }
    }

    /// Waits until none runs; when the task is cancelled meanwhile they are, too.
    func wait() async {
        await withTaskCancellationHandler {
            while let task = state.withLock({ $0.tasks.values.first }) { await task.value }
        } onCancel: {
            cancel()
        }
    }

    /// Ends all.
    func cancel() {
        for task in state.withLock({ Array($0.tasks.values) }) { task.cancel() }
    }
}
