import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Glibc

extension ShellState {
    static let mask = SecretMask(CommandRegistry.table)
    /// How deep lines of the history run lines of the history.
    @TaskLocal private static var depth = 0

    var historySession: String { history.session }

    func history(_ query: HistoryQuery) -> [HistoryEntry] { history.entries(query) }

    func forget(_ numbers: [Int64]?) -> Int { history.remove(numbers) }

    func runAgain(_ entry: HistoryEntry) async throws {
        guard Self.depth < 16 else {
            throw FGError(.usage, "lines of the history run each other without end")
        }
        output.note(VisibleText.escaped(entry.line) + "\n")
        let source = Source(name: "history \(entry.number ?? 0)", text: entry.line)
        let status = await Self.$depth.withValue(Self.depth + 1) {
            await recorded(entry.line) { await Interpreter(state: self, folder: nil).run(source) }
        }
        guard status == 0 || leaving != nil else {
            throw FGError(.failed, "line \(entry.number ?? 0) of the history failed with status \(status)")
        }
    }

    /// Runs what a line says, with the line in the history before and what came of it after.
    func recorded(_ line: String, _ run: () async -> Int32) async -> Int32 {
        // What a batch runs was not typed.
        guard isInteractive else { return await run() }
        let number = history.begin(
            HistoryEntry(
                line: Self.mask.masked(expanded(line)),
                time: Timestamp(seconds: Int64(time(nil))),
                project: session.project,
                image: session.selectedImage?.description,
                user: session.user,
                site: session.location.folder.string,
                session: history.session,
                process: getpid()
            )
        )
        let clock = ContinuousClock()
        let start = clock.now
        let status = await run()
        lastDuration = clock.now - start
        if let number { history.finish(number, after: clock.now - start, status: status) }
        return status
    }
}
