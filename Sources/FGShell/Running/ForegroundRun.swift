import Synchronization

/// Work that the shell waits for: to its end, or until the user does not want to wait any more.
final class ForegroundRun: Sendable {
    private enum Phase {
        case running
        case cancelling
        /// Nobody waits for it, and nobody wants to hear of it.
        case left
    }

    /// The one that the current task belongs to.
    @TaskLocal static var current: ForegroundRun?

    /// Whether the current task belongs to work that was left behind: it must not touch the shell any more.
    static var isLeftBehind: Bool { current?.isLeft ?? false }

    private let phase = Mutex(Phase.running)
    private let commands = Mutex(0)

    /// Whether a command of it runs: otherwise it only waits for statements.
    var isWorking: Bool { commands.withLock { $0 > 0 } }

    /// Runs a command of the work that the current task belongs to.
    static func working<Result>(_ command: () async throws -> Result) async rethrows -> Result {
        current?.commands.withLock { $0 += 1 }
        defer { current?.commands.withLock { $0 -= 1 } }
        return try await command()
    }

    /// Whether it is to end.
    var isEnding: Bool { phase.withLock { $0 != .running } }

    /// Whether the shell goes on without it.
    var isLeft: Bool { phase.withLock { $0 == .left } }

    /// Notes that it is to end.
    func cancel() { phase.withLock { if $0 == .running { $0 = .cancelling } } }

    /// Notes that nobody waits for it.
    func leave() { phase.withLock { $0 = .left } }
}

/// An answer that somebody waits for and the first of several may give.
final class FirstAnswer<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, Never>?>

    init(_ continuation: CheckedContinuation<Value, Never>) {
        self.continuation = Mutex(continuation)
    }

    /// Gives the answer; all but the first are dropped.
    func give(_ value: Value) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: value)
    }
}
