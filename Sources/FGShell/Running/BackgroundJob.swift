import FGCore
import Synchronization

/// A pipeline that runs beside the statements after it.
final class BackgroundJob: Sendable {
    /// The one that the current task belongs to.
    @TaskLocal static var current: BackgroundJob?

    /// The number of its operation.
    let id: Int64
    let progress: ProgressHandler
    private let kept = Mutex("")
    /// How much is kept of what it writes.
    private static let limit = 64 << 10

    init(id: Int64, progress: @escaping ProgressHandler) {
        self.id = id
        self.progress = progress
    }

    /// Keeps what it writes, messages too: nobody sits before it.
    func write(_ text: String) {
        kept.withLock { if $0.utf8.count < Self.limit { $0 += text } }
    }

    /// What it wrote.
    var text: String { kept.withLock { $0 } }
}
