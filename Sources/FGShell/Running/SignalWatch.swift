import Dispatch
import FGTerminal
import Glibc
import Synchronization

/// What the signals do that ask a program to end: they cancel what runs, and all but Ctrl-C's end the shell.
final class SignalWatch: Sendable {
    private struct State {
        var cancel: (@Sendable () -> Void)?
        /// The modes to give back to the terminal while the user is waited for.
        var modes: TerminalModes?
        var ending: Int32?
        /// Whether Ctrl-C came between the prompt and the start of what it is for.
        var isInterrupted = false
        /// Whether Ctrl-C is for another program, which has the terminal.
        var isLent = false
    }

    private let state = Mutex(State())
    /// Written by `init` alone.
    nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []

    /// Takes the signals over for the rest of the process; those that its parent had ignored stay so, as for `nohup`.
    init() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let previous = signal(number, SIG_IGN)
            if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self?.take(number) }
            source.resume()
            sources.append(source)
        }
    }

    /// The exit status that a signal asked for; nil while none did.
    var ending: Int32? { state.withLock { $0.ending } }

    /// Waits for a task, which a signal cancels.
    func cancelling<Result>(_ task: Task<Result, Never>) async -> Result {
        let isEnding = state.withLock { state in
            state.cancel = { task.cancel() }
            defer { state.isInterrupted = false }
            return state.ending != nil || state.isInterrupted
        }
        if isEnding { task.cancel() }
        defer { state.withLock { $0.cancel = nil } }
        return await task.value
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

    private func take(_ number: Int32) {
        let (cancel, modes) = state.withLock { state in
            if number == SIGINT, state.isLent { return ((@Sendable () -> Void)?.none, TerminalModes?.none) }
            if number != SIGINT { state.ending = 128 + number }
            if number == SIGINT, state.cancel == nil, state.modes == nil { state.isInterrupted = true }
            return (state.cancel, state.modes)
        }
        cancel?()
        guard number != SIGINT, let modes else { return }
        modes.restore()
        _exit(128 + number)
    }
}
