import FGCore
import Synchronization

/// Writes statements that ran into a script that does the same again.
final class Recorder: Sendable {
    private struct State {
        var file: FilePath?
        /// The text whose statements are recorded: that of the first one.
        var source: String?
        var count = 0
    }

    private let state = Mutex(State())

    /// The source of the statement that runs now; statements inside of others are not recorded by themselves.
    @TaskLocal static var running: String?

    /// The script that statements are recorded into; nil while none is.
    var file: FilePath? { state.withLock { $0.file } }

    /// Whether statements are recorded.
    var isActive: Bool { file != nil }

    /// Begins a script with some lines; what follows is added to it.
    ///
    /// - Throws: `conflict` while another one is being recorded.
    func start(_ file: FilePath, _ begin: (FilePath) throws -> Void) throws {
        if let other = state.withLock({ $0.file }) {
            throw FGError(.conflict, "\(other) is being recorded", hint: "end it first: record stop")
        }
        try begin(file)
        state.withLock { $0 = State(file: file) }
    }

    /// Ends the script and gives its name and the number of its statements.
    ///
    /// - Throws: `notFound` when nothing is being recorded.
    func stop() throws -> (file: FilePath, count: Int) {
        try state.withLock { state in
            guard let file = state.file else {
                throw FGError(.notFound, "nothing is being recorded", hint: "begin with: record FILE")
            }
            defer { state = State() }
            return (file, state.count)
        }
    }

    /// Adds a statement that ran; as a comment when it failed.
    ///
    /// - Throws: the system's error, with which the recording ends.
    func add(_ text: String, from source: String, status: Int32) throws {
        try state.withLock { state in
            guard let file = state.file else { return }
            let isAgain = source.hasPrefix("history ")
            if state.source == nil, !isAgain { state.source = source }
            guard isAgain || source == state.source else { return }
            // What is about the recording or the history itself means nothing in a script.
            guard !["record", "history"].contains(text.prefix { !$0.isWhitespace }) else { return }
            do {
                try file.append(Array(Self.lines(text, status: status).utf8))
                state.count += 1
            } catch {
                state = State()
                throw error
            }
        }
    }

    private static func lines(_ text: String, status: Int32) -> String {
        guard status != 0 else { return text + "\n" }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "# \($0)\n" }
        return "# failed with status \(status):\n" + lines.joined()
    }
}
