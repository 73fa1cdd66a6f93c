import FGCore
import FGProcess
import Synchronization

/// Puts new layers into the cache beside the build that goes on over them, one after the other.
final class LayerKeeping: Sendable {
    private let cache: LayerCache?
    private let progress: ProgressHandler
    private let tasks = Mutex<[Task<Void, any Error>]>([])

    init(cache: LayerCache?, progress: @escaping ProgressHandler) {
        self.cache = cache
        self.progress = progress
    }

    /// Begins to keep a layer; `making` is held until it is there.
    func keep(_ identity: StageIdentity, _ layer: NewLayer, making: FileLock?) {
        guard let cache else { return }
        tasks.withLock { tasks in
            let previous = tasks.last
            tasks.append(
                Task { [progress] in
                    try await previous?.value
                    try await cache.keep(identity, layer, progress: progress)
                    withExtendedLifetime(making) {}
                }
            )
        }
    }

    /// Waits until all are kept.
    ///
    /// - Throws: the error of the first that could not be kept.
    func wait() async throws {
        let tasks = tasks.withLock { $0 }
        try await withTaskCancellationHandler {
            for task in tasks { try await task.value }
        } onCancel: {
            for task in tasks { task.cancel() }
        }
    }

    /// Ends with a build that failed: what is installed is worth keeping whatever is wrong behind it, unless the user
    /// wanted an end.
    func end(after error: any Error) async {
        let tasks = tasks.withLock { $0 }
        if error is CancellationError { for task in tasks { task.cancel() } }
        for task in tasks { _ = await task.result }
    }
}
