import Synchronization

/// The one line of standard error's terminal that is drawn over and over, and gone before anything else is written.
///
/// The cursor stays at its beginning: when the window becomes narrower and the terminal wraps the line, all rows of it
/// are behind the cursor, and the next drawing clears them.
package enum StatusLine {
    private struct State {
        var owner = 0
        var isDrawn = false
    }

    private static let state = Mutex(State())
    /// Whether anybody ever had the line: where nobody did, a reader of messages who is slow holds up no other writer.
    private static let isUsed = Atomic(false)

    /// Takes the line over; who had it before draws no more.
    static func claim() -> Int {
        isUsed.store(true, ordering: .sequentiallyConsistent)
        return state.withLock { state in
            state.owner += 1
            return state.owner
        }
    }

    /// Draws a text that fits into the terminal; does nothing for one who does not have the line any more.
    static func draw(_ text: String, by owner: Int) {
        state.withLock { state in
            guard state.owner == owner else { return }
            state.isDrawn = true
            Terminal.put("\r\u{1b}[J\(text)\r", to: 2)
        }
    }

    /// Clears the line of one who is done with it.
    static func release(_ owner: Int) {
        state.withLock { state in
            guard state.owner == owner else { return }
            state.owner += 1
            clear(&state)
        }
    }

    /// Clears the line, whoever has it; nobody draws it any more.
    package static func release() {
        guard isUsed.load(ordering: .sequentiallyConsistent) else { return }
        state.withLock { state in
            state.owner += 1
            clear(&state)
        }
    }

    /// Whether the line is there now.
    package static var isDrawn: Bool { state.withLock { $0.isDrawn } }

    /// Clears the line and writes something, with no drawing in between.
    static func writing(_ write: () -> Void) {
        guard isUsed.load(ordering: .sequentiallyConsistent) else { return write() }
        state.withLock { state in
            clear(&state)
            write()
        }
    }

    private static func clear(_ state: inout State) {
        guard state.isDrawn else { return }
        state.isDrawn = false
        Terminal.put("\r\u{1b}[J", to: 2)
    }
}
