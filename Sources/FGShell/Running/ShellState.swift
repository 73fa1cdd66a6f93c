import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Synchronization

/// What one run of the shell keeps between statements.
final class ShellState: ShellAccess {
    private struct Mutable {
        var settings = Settings()
        var variables: [String: Value] = [:]
        var lastStatus: Int32 = 0
        var leaving: Int32?
        var sourceDepth = 0
        var lastDuration = Duration.zero
    }

    let session: Session
    let mode: ShellMode
    let isInteractive: Bool
    let output: Output
    let history: History
    let signals: SignalWatch
    let recorder = Recorder()
    private let mutable = Mutex(Mutable())

    init(
        session: Session,
        mode: ShellMode,
        isInteractive: Bool,
        output: Output,
        history: History,
        signals: SignalWatch
    ) {
        self.session = session
        self.mode = mode
        self.isInteractive = isInteractive
        self.output = output
        self.history = history
        self.signals = signals
    }

    func setting(_ name: String) -> String? { mutable.withLock { $0.settings[name] } }

    func set(_ name: String, to value: String) throws {
        if mode.isRestricted, name == "pager", !["auto", "off"].contains(value) {
            throw FGError(.denied, "a restricted shell runs no programs")
        }
        try mutable.withLock { try $0.settings.set(name, to: value) }
    }

    func settings() -> Table { mutable.withLock { $0.settings.table } }

    func ask(_ question: String, showing value: Value) async throws -> Bool {
        try output.write(value, self)
        output.note("\(question) [y/N] ")
        do {
            let answer = try await Terminal.readLine()
            return ["y", "yes"].contains(answer.lowercased())
        } catch {
            output.note("\n")
            throw error
        }
    }

    /// Whether statements behind one that failed run; a batch stops, and the prompt comes again in any case.
    var goesOnAfterFailure: Bool { setting("on-error") == "continue" }

    func leave(status: Int32) { mutable.withLock { $0.leaving = status } }

    var lastStatus: Int32 {
        get { mutable.withLock { $0.lastStatus } }
        set { mutable.withLock { $0.lastStatus = newValue } }
    }

    /// How long the last line at the prompt ran.
    var lastDuration: Duration {
        get { mutable.withLock { $0.lastDuration } }
        set { mutable.withLock { $0.lastDuration = newValue } }
    }

    /// The status that `exit` asked for; nil while nobody did.
    var leaving: Int32? { mutable.withLock { $0.leaving } }

    func variable(_ name: String, _ field: String?) -> Value? {
        let value = mutable.withLock { $0.variables[name] }
        guard let field else { return value }
        switch value {
        case .record(let record): return record[field]
        case .table(let table):
            guard let column = table.columns.firstIndex(where: { $0.name == field }) else { return nil }
            return table.rows.first?[column]
        default: return nil
        }
    }

    func define(_ name: String, _ value: Value) { mutable.withLock { $0.variables[name] = value } }

    var variableNames: Set<String> { mutable.withLock { Set($0.variables.keys) } }

    func runFile(_ path: FilePath) async throws {
        let depth = mutable.withLock { state in
            state.sourceDepth += 1
            return state.sourceDepth
        }
        defer { mutable.withLock { $0.sourceDepth -= 1 } }
        guard depth <= 16 else { throw FGError(.usage, "source is nested deeper than 16 files: \(path)") }
        let source = try Source(file: path)
        let status = await Interpreter(state: self, folder: path.parent).run(source)
        guard status == 0 || leaving != nil else {
            throw FGError(.failed, "\(path) failed with status \(status)")
        }
    }
}
