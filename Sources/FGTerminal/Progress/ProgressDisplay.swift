import Dispatch
package import FGCore
import FGLanguage
import Synchronization

/// Shows what a long operation says, on standard error: a line in place, a line for each step, or its notes alone.
///
/// The line in place comes only when the work takes longer than a second, and is gone when it ends.
package final class ProgressDisplay: Sendable {
    /// What is shown besides notes.
    private enum Style {
        case inPlace
        case plain
        case none
    }

    /// What is to be done at a moment.
    private enum Turn {
        case over
        /// The work has not taken long, or is between two phases.
        case unseen
        case drawn(String, owner: Int)
    }

    private struct State {
        var progress: ProgressState
        let style: Style
        /// Whose the line in place is.
        var owner = 0
        var turn = 0
        /// The phase that was seen in place, which is told how it ended.
        var drawnPhase: String?
        var lastLine: ContinuousClock.Instant
        var isFinished = false
    }

    private let mode: @Sendable () -> ProgressMode
    private let isWanted: @Sendable () -> Bool
    private let clock: @Sendable () -> ContinuousClock.Instant
    /// Nil until something is said: most commands say nothing.
    private let state = Mutex<State?>(nil)
    private static let queue = DispatchQueue(label: "progress")
    private static let interval = DispatchTimeInterval.milliseconds(100)
    /// How often a phase that goes on gets a line in plain progress.
    private static let pause = Duration.seconds(5)

    /// Shows nothing yet; `isWanted` says whether the user still waits for the work, at each drawing.
    package init(
        mode: @escaping @Sendable () -> ProgressMode,
        isWanted: @escaping @Sendable () -> Bool = { true },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.mode = mode
        self.isWanted = isWanted
        self.clock = clock
    }

    /// Shows an event.
    package func show(_ event: ProgressEvent) {
        guard isWanted() else { return }
        if case .note(let text) = event { Terminal.write("note: \(VisibleText.escaped(text))\n", to: 2) }
        let now = clock()
        let lines = state.withLock { state -> [String] in
            if state == nil {
                state = State(progress: ProgressState(at: now), style: style(), lastLine: now)
                if state?.style == .inPlace { begin(&state) }
            }
            guard var known = state, !known.isFinished, known.style != .none else { return [] }
            defer { state = known }
            let before = known.progress.phase
            let wasOpen = known.progress.isOpen
            known.progress.take(event, at: now)
            return known.style == .plain
                ? Self.plainLines(event, &known, isNew: before != known.progress.phase || !wasOpen, now)
                : Self.lastingLines(event, &known)
        }
        for line in lines { Terminal.write(line + "\n", to: 2) }
    }

    /// Clears the line in place; nothing more is shown.
    package func finish() {
        let owner = state.withLock { state in
            state?.isFinished = true
            return state?.style == .inPlace ? state?.owner : nil
        }
        if let owner { StatusLine.release(owner) }
    }

    private func style() -> Style {
        switch mode() {
        case .none: .none
        case .plain: .plain
        case .auto: !Terminal().errorIsTerminal ? .none : Terminal.hasEscapes ? .inPlace : .plain
        }
    }

    private func begin(_ state: inout State?) {
        state?.owner = StatusLine.claim()
        schedule()
    }

    private func schedule() {
        Self.queue.asyncAfter(deadline: .now() + Self.interval) { [weak self] in self?.tick() }
    }

    /// Draws the line as it is now, and comes again soon.
    private func tick() {
        guard isWanted() else { return finish() }
        let now = clock()
        let turn = state.withLock { state -> Turn in
            guard var known = state, !known.isFinished else { return .over }
            guard known.progress.isSeen(at: now) else { return .unseen }
            known.turn += 1
            known.drawnPhase = known.progress.phase
            state = known
            let text = ProgressText(state: known.progress, now: now)
            // The last column stays free: some terminals wrap when it is written.
            let line = text.line(columns: max(0, Terminal.errorWidth - 1), turn: known.turn)
            return .drawn(line, owner: known.owner)
        }
        if case .over = turn { return }
        if case .drawn(let line, let owner) = turn { StatusLine.draw(line, by: owner) }
        schedule()
    }

    /// What stays of a phase that was seen in place: how it ended.
    private static func lastingLines(_ event: ProgressEvent, _ state: inout State) -> [String] {
        guard case .finished(let name, let detail) = event, state.drawnPhase == name else { return [] }
        state.drawnPhase = nil
        let padding = String(repeating: " ", count: max(0, 10 - name.count))
        return ["\(VisibleText.escaped(name))\(padding) \(VisibleText.escaped(detail))"]
    }

    private static func plainLines(
        _ event: ProgressEvent,
        _ state: inout State,
        isNew: Bool,
        _ now: ContinuousClock.Instant
    ) -> [String] {
        let text = ProgressText(state: state.progress, now: now)
        let line: String
        switch event {
        case .phase(let name, let detail) where isNew: line = "\(name), \(detail)"
        case .finished(let name, let detail): line = "\(name) done, \(detail)"
        case .advance where now - state.lastLine >= pause: line = text.words
        default: return []
        }
        state.lastLine = now
        return [VisibleText.escaped("step \(text.step): \(line)").replacing("\n", with: " ")]
    }
}
