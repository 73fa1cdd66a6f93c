import FGCore
import Synchronization

/// What statements inside of others know of those around them.
enum RunContext {
    /// Whether a failure must reach a block around, `try` or `atomic`, whatever `on-error` says.
    @TaskLocal static var isProtected = false
    /// How many calls of defined commands are inside each other.
    @TaskLocal static var depth = 0
    /// The files that `source` is running, the outermost first.
    @TaskLocal static var files: [FilePath] = []
    /// What became of the statements inside of the one that runs.
    @TaskLocal static var outcome: BlockOutcome?

    static let depthLimit = 64
}

/// The worst status of statements that failed inside of one that went on.
final class BlockOutcome: Sendable {
    private let worst = Mutex<Int32>(0)

    var status: Int32 { worst.withLock { $0 } }

    func add(_ status: Int32) { worst.withLock { $0 = max($0, status) } }
}

/// Ends all that runs, because a statement asked the shell to end.
struct Leaving: Error {}
