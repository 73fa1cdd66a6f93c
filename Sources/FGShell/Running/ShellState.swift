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
        var lastStatus: Int32 = 0
        var leaving: Int32?
        var lastDuration = Duration.zero
    }

    struct Names {
        var commands: [String: DefinedCommand] = [:]
        var aliases: [String: DefinedAlias] = [:]
    }

    let session: Session
    let mode: ShellMode
    let isInteractive: Bool
    let output: Output
    let history: History
    let signals: SignalWatch
    let recorder = Recorder()
    /// What runs in the background.
    let jobs = BackgroundJobs()
    /// The variables that stay until the shell ends.
    let globals = Scope(.shell)
    let names = Mutex(Names())
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

    var isRestricted: Bool { mode.isRestricted }

    func settings() -> Table { mutable.withLock { $0.settings.table } }

    var canAsk: Bool {
        if BackgroundJob.current != nil { return false }
        // What is typed into a batch is its text.
        let terminal = output.terminal
        return output.canPage && terminal.inputIsTerminal && terminal.outputIsTerminal
            && terminal.errorIsTerminal
    }

    func ask(_ question: String, about count: Int, showing value: Value) async throws -> Bool {
        try output.write(value, self)
        // Keys that were pressed before the question was there are no answer to it.
        Terminal.dropTypedAhead()
        // One key too many must not be enough to destroy many things.
        output.note(count > 1 ? "\(question) type \(count) or yes: " : "\(question) [y/N] ")
        do {
            let answer = try await signals.asking { try await Terminal.readLine() }
            return (count > 1 ? ["\(count)", "yes"] : ["y", "yes"]).contains(answer.lowercased())
        } catch {
            output.note("\n")
            throw error
        }
    }

    /// Whether statements behind one that failed run; a batch stops, and the prompt comes again in any case.
    var goesOnAfterFailure: Bool { setting("on-error") == "continue" }

    func leave(status: Int32) { change { $0.leaving = status } }

    /// Goes on after all.
    func stay() { change { $0.leaving = nil } }

    /// Changes what is kept between statements; work that was left behind does not.
    private func change(_ body: (inout Mutable) -> Void) {
        guard !ForegroundRun.isLeftBehind, BackgroundJob.current == nil else { return }
        mutable.withLock { body(&$0) }
    }

    var lastStatus: Int32 {
        get { mutable.withLock { $0.lastStatus } }
        set { change { $0.lastStatus = newValue } }
    }

    /// How long the last line at the prompt ran.
    var lastDuration: Duration {
        get { mutable.withLock { $0.lastDuration } }
        set { mutable.withLock { $0.lastDuration = newValue } }
    }

    /// The status that `exit` asked for; nil while nobody did.
    var leaving: Int32? { mutable.withLock { $0.leaving } }
}
