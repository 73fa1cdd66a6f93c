import Dispatch
import FGTerminal
import Glibc
import Synchronization

/// What the signals do that ask a program to end: they cancel what runs, and all but Ctrl-C's end the shell.
final class SignalWatch: Sendable {
    /// What runs, and the two ways to end it.
    private struct Running {
        let run: ForegroundRun
        let cancel: @Sendable () -> Void
        /// Goes on without it.
        let leave: @Sendable () -> Void
        /// When a signal came last.
        var pressed: ContinuousClock.Instant?
    }

    private struct State {
        var running: Running?
        /// The modes to give back to the terminal while the user is waited for.
        var modes: TerminalModes?
        var ending: Int32?
        /// Whether Ctrl-C came between the prompt and the start of what it is for.
        var isInterrupted = false
        /// Whether Ctrl-C is for another program, which has the terminal.
        var isLent = false
        /// Whether Ctrl-C is an answer to a question.
        var isAsking = false
    }

    /// What a signal leads to.
    private enum Reaction {
        case none
        case cancel(Running, isSaid: Bool)
        case leave(Running)
        case end(TerminalModes)
    }

    /// How soon a second signal must come to force the end.
    private static let pause = Duration.seconds(1)
    /// How long work may take to undo what it did when the shell is to end.
    private static let grace = DispatchTimeInterval.seconds(10)

    private let state = Mutex(State())
    /// Has a thread of its own, even while the threads of all tasks wait in the system.
    private let queue = DispatchQueue(label: "signals")
    /// Takes the signals over for the rest of the process; those that its parent had ignored stay so, as for `nohup`.
    init() {
        SignalPipe.open(for: [SIGINT, SIGTERM, SIGHUP]) { [weak self] in self?.take($0) }
    }

    /// The exit status that a signal asked for; nil while none did.
    var ending: Int32? { state.withLock { $0.ending } }

    /// Runs something that a signal cancels; nil when a second signal came at once, and it was left behind.
    func waiting<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result? {
        let run = ForegroundRun()
        let task = Task { await ForegroundRun.$current.withValue(run) { await body() } }
        defer { state.withLock { $0.running = nil } }
        return await withCheckedContinuation { continuation in
            let answer = FirstAnswer<Result?>(continuation)
            let running = Running(
                run: run,
                cancel: {
                    run.cancel()
                    task.cancel()
                },
                leave: {
                    run.leave()
                    answer.give(nil)
                }
            )
            let isEnding = state.withLock { state in
                state.running = running
                // Ctrl-C came before its time; the next one is the second.
                if state.isInterrupted { state.running?.pressed = .now }
                defer { state.isInterrupted = false }
                return state.ending != nil || state.isInterrupted
            }
            if isEnding { running.cancel() }
            Task { answer.give(await task.value) }
        }
    }

    /// Waits for the user: a signal that ends the shell gives the terminal back and ends the process at once.
    func idling<Result>(on modes: TerminalModes, _ wait: () -> Result) -> Result {
        let ending = state.withLock { state in
            state.modes = modes
            state.isInterrupted = false
            return state.ending
        }
        if let ending { _exit(ending) }
        defer { state.withLock { $0.modes = nil } }
        return wait()
    }

    /// Lends the terminal to a program, which Ctrl-C is for meanwhile.
    func lending<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.isLent = true }
        defer { state.withLock { $0.isLent = false } }
        return try await body()
    }

    /// Waits for an answer, which Ctrl-C is one of.
    func asking<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.isAsking = true }
        defer { state.withLock { $0.isAsking = false } }
        return try await body()
    }

    private func take(_ number: Int32) {
        switch state.withLock({ Self.reaction(to: number, &$0) }) {
        case .none: return
        case .cancel(let running, let isSaid):
            // The terminal has shown `^C`, which goes with a line of progress that it stands on.
            let start = isatty(2) != 1 ? "" : StatusLine.isDrawn ? "^C\n" : "\n"
            if isSaid { Terminal.write(start + "cancelling…\n", to: 2) }
            running.cancel()
            guard number != SIGINT else { return }
            // Who ends the system does not wait for work that cannot be cancelled.
            queue.asyncAfter(deadline: .now() + Self.grace) { running.leave() }
        case .leave(let running):
            running.cancel()
            StatusLine.release()
            running.leave()
        case .end(let modes):
            modes.restore()
            _exit(128 + number)
        }
    }

    private static func reaction(to number: Int32, _ state: inout State) -> Reaction {
        if number == SIGINT, state.isLent { return .none }
        if number != SIGINT { state.ending = 128 + number }
        if let running = state.running {
            let now = ContinuousClock.now
            let isSecond = running.pressed.map { now - $0 < pause } ?? false
            state.running?.pressed = now
            return isSecond
                ? .leave(running)
                : .cancel(running, isSaid: number == SIGINT && !state.isAsking && running.run.isWorking)
        }
        guard number != SIGINT else {
            state.isInterrupted = state.modes == nil
            return .none
        }
        return state.modes.map { .end($0) } ?? .none
    }
}
