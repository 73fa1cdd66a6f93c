package import FGCore
import Glibc
import Synchronization

/// The lines typed at the prompt: stored before each runs, shared by all shells of a user.
///
/// A history that cannot be written never stops the shell: it warns once, and goes on in memory.
package final class History: Sendable {
    /// Where the lines are.
    package enum Place: Sendable {
        case file(FilePath)
        /// Gone with the shell.
        case memory
    }

    private struct State {
        var database: HistoryDatabase?
        var isBroken = false
        /// The lines of this session, oldest first.
        var lines: [String] = []
        /// A line that began with a blank: Up recalls it until the next one.
        var unkept: String?
        /// Lines that came while other shells had the file for too long: they are stored with the next one.
        var waiting: [HistoryEntry] = []
    }

    /// What this shell is called among those that share the history.
    package let session = String(UInt32.random(in: 0 ... .max), radix: 16)
    private let place: Place
    private let warn: @Sendable (String) -> Void
    private let state = Mutex(State())

    private static let recalled = 5000
    /// Longer lines, in bytes, are not worth their place.
    private static let longest = 256 << 10

    /// Opens nothing yet; `warn` is told once when the file cannot be used.
    package init(_ place: Place, warn: @escaping @Sendable (String) -> Void) {
        self.place = place
        self.warn = warn
    }

    /// Where the history is unless the user wants another place; nil without a home.
    ///
    /// Source: XDG Base Directory Specification; relative paths are ignored.
    package static func standardFile(_ variable: (String) -> String?) -> FilePath? {
        func folder(_ name: String) -> FilePath? {
            variable(name).flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
        }
        let states = folder("XDG_STATE_HOME") ?? folder("HOME").map { $0 / ".local" / "state" }
        return states.map { $0 / "fgshell" / "history.sqlite" }
    }

    /// Stores a line that is about to run, and gives its number; nil for one that is not kept.
    package func begin(_ entry: HistoryEntry) -> Int64? {
        guard let first = entry.line.first, !first.isWhitespace, entry.line.utf8.count <= Self.longest else {
            state.withLock { $0.unkept = entry.line }
            return nil
        }
        state.withLock { state in
            state.unkept = nil
            state.lines.append(entry.line)
        }
        guard case .file = place else { return nil }
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting + [entry]
        }
        let number = use(.writing) { try $0.add(waiting) }
        if number == nil { state.withLock { if !$0.isBroken { $0.waiting = waiting + $0.waiting } } }
        return number
    }

    /// Stores what came of a line.
    package func finish(_ number: Int64, after duration: Duration, status: Int32) {
        let milliseconds = Int64(duration / .milliseconds(1))
        _ = use(.writing) { try $0.finish(number, milliseconds: milliseconds, status: status) }
    }

    /// What Up recalls, newest first: the lines of this session, then those of others; each once.
    package var recallable: [String] {
        let (mine, unkept) = state.withLock { ($0.lines, $0.unkept) }
        let others = use(.reading) { try $0.lines(withoutSession: session, limit: Self.recalled) } ?? []
        var seen: Set<String> = []
        return ([unkept].compactMap { $0 } + mine.reversed() + others).filter { seen.insert($0).inserted }
    }

    /// The lines that a query wants, newest first; empty where nothing is stored.
    package func entries(_ query: HistoryQuery) -> [HistoryEntry] {
        use(.reading) { try $0.entries(query) } ?? []
    }

    /// Removes lines by number, all of them for nil, and gives how many were there.
    package func remove(_ numbers: [Int64]?) -> Int {
        let lines = Set(
            (numbers ?? []).flatMap { number in
                var query = HistoryQuery()
                query.number = number
                return entries(query).map(\.line)
            }
        )
        state.withLock { state in
            state.unkept = nil
            state.lines.removeAll { numbers == nil || lines.contains($0) }
        }
        return use(.writing) { try $0.remove(numbers) } ?? 0
    }

    private enum Use {
        /// Makes nothing that is not there.
        case reading
        case writing
    }

    private func use<Result>(_ use: Use, _ body: (HistoryDatabase) throws -> Result) -> Result? {
        guard case .file(let file) = place else { return nil }
        let problem: (any Error)
        do {
            let database = try state.withLock { state -> HistoryDatabase? in
                if state.isBroken || use == .reading && state.database == nil && !file.exists { return nil }
                let database = try state.database ?? HistoryDatabase(file)
                state.database = database
                return database
            }
            do {
                return try database.map(body)
            } catch let error as FGError where error.code == .conflict {
                // Another shell has it for long: the next line finds it free.
                return nil
            }
        } catch {
            problem = error
        }
        let isFirst = state.withLock { state in
            defer { state.isBroken = true }
            return !state.isBroken
        }
        if isFirst {
            let reason = (problem as? FGError)?.message ?? "\(problem)"
            warn("the history cannot be kept: \(reason)")
        }
        return nil
    }
}
