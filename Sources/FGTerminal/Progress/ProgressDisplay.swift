package import FGCore
import Synchronization

/// Shows what a long operation says: a line per phase on a terminal, nothing in a pipe but notes.
package final class ProgressDisplay: Sendable {
    private struct State {
        var phase = ""
        var hasOpenLine = false
        var lastPercent: Int64 = -1
    }

    private let terminal: Terminal
    private let state = Mutex(State())

    package init(terminal: Terminal) {
        self.terminal = terminal
    }

    /// Shows an event.
    package func show(_ event: ProgressEvent) {
        state.withLock { state in
            switch event {
            case .note(let text):
                Terminal.write((state.hasOpenLine ? "\n" : "") + "note: \(text)\n", to: 2)
                state.hasOpenLine = false
            case _ where !terminal.errorIsTerminal: return
            case .phase(let name, let detail):
                if state.hasOpenLine { Terminal.write("\n", to: 2) }
                state = State(phase: name, hasOpenLine: true)
                Terminal.write("\(Self.padded(name)) \(detail) …", to: 2)
            case .advance where !Terminal.hasEscapes: return
            case .advance(let done, let total):
                let percent = total > 0 ? done * 100 / total : 0
                guard percent != state.lastPercent else { return }
                state.lastPercent = percent
                state.hasOpenLine = true
                Terminal.write("\r\u{1b}[K\(Self.padded(state.phase)) \(percent) %", to: 2)
            case .finished(let name, let detail):
                let start = Terminal.hasEscapes ? "\r\u{1b}[K" : state.hasOpenLine ? "\n" : ""
                Terminal.write("\(start)\(Self.padded(name)) \(detail)\n", to: 2)
                state.hasOpenLine = false
            }
        }
    }

    /// Ends a line that is still open.
    package func finish() {
        state.withLock { state in
            if state.hasOpenLine { Terminal.write("\n", to: 2) }
            state.hasOpenLine = false
        }
    }

    private static func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(0, 10 - name.count))
    }
}
