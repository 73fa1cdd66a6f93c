import FGCore
import FGLanguage
import Glibc
import Synchronization

/// How far a batch came, in a file that outlives the shell: what was done is not done again after `--resume`.
///
/// Before a statement that changes something the journal says so, and behind it that it is done; each time one write
/// into one page, which a kill cannot tear. The disk is waited for at most ten times a second.
final class BatchJournal: Sendable {
    /// What is known of the statements of a batch.
    struct Progress: Sendable, Equatable {
        /// How many statements are done.
        var done = 0
        /// The line of a statement that was running and may have changed something; 0 when there was none.
        var running = 0
        /// The line of the last statement that was begun.
        var line = 0
    }

    private struct State {
        var progress = Progress()
        var synchronized: ContinuousClock.Instant?
    }

    let path: FilePath
    private let file: OpenFile
    private let offset: Int64
    private let state: Mutex<State>
    private static let mark = "fgshell-journal 1"

    /// Starts a journal anew.
    ///
    /// - Throws: `conflict` when another shell writes it, or the system's error.
    convenience init(new path: FilePath, script: String, digest: Digest) throws {
        let file = try Self.open(path)
        let header = Array("\(Self.mark)\n\(digest)\n\(script)\n".utf8)
        try file.truncate(to: 0)
        try file.write(header, at: 0)
        self.init(path: path, file: file, offset: Int64(header.count), progress: Progress())
        try write(Progress())
    }

    /// Goes on with the journal of a batch that was stopped.
    ///
    /// - Throws: `notFound` when there is none, `conflict` for another script's or when another shell writes it.
    convenience init(resuming path: FilePath, script: String, digest: Digest) throws {
        guard path.exists else {
            throw FGError(
                .notFound,
                "no batch of this script was stopped: there is nothing to resume",
                hint: "it came to its end, or it has changed since"
            )
        }
        let file = try Self.open(path)
        let bytes = try file.read(Int(min(try file.size(), 1 << 16)), at: 0)
        let content = try Content(String(decoding: bytes, as: UTF8.self), of: path)
        guard content.digest == digest.description else {
            throw Self.changed(script, atLine: content.progress.line)
        }
        self.init(path: path, file: file, offset: Int64(content.headerSize), progress: content.progress)
    }

    /// What stands in a journal.
    struct Content {
        let digest: String
        let script: String
        let progress: Progress
        /// The bytes before the progress.
        let headerSize: Int

        /// Reads a journal's text.
        ///
        /// - Throws: `corrupt` for what is none.
        init(_ text: String, of path: FilePath) throws {
            let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
            guard lines.count == 4, lines[0] == BatchJournal.mark else {
                throw FGError(.corrupt, "\(path) is no journal of a batch", subject: path.string)
            }
            let numbers = lines[3].split { !$0.isNumber }.compactMap { Int($0) }
            guard numbers.count >= 3 else { throw FGError(.corrupt, "the journal \(path) is damaged") }
            digest = String(lines[1])
            script = String(lines[2])
            progress = Progress(done: numbers[0], running: numbers[1], line: numbers[2])
            headerSize = lines[..<3].joined(separator: "\n").utf8.count + 1
        }
    }

    /// The error for a script that is another one than when it was stopped.
    static func changed(_ script: String, atLine line: Int) -> FGError {
        FGError(
            .conflict,
            "\(script) changed since it was stopped at line \(line), and cannot be resumed",
            hint: "run what is left by hand, or all of it without --resume"
        )
    }

    private init(path: FilePath, file: OpenFile, offset: Int64, progress: Progress) {
        self.path = path
        self.file = file
        self.offset = offset
        state = Mutex(State(progress: progress))
    }

    private static func open(_ path: FilePath) throws -> OpenFile {
        let file = try path.exists ? OpenFile(path, .readWrite) : OpenFile(path, .create(permissions: 0o600))
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw FGError(.conflict, "another shell runs this batch: it holds \(path)", subject: path.string)
        }
        return file
    }

    /// How far the batch is.
    var progress: Progress { state.withLock { $0.progress } }

    /// Notes that a statement begins.
    func begin(line: Int, changes: Bool) throws {
        var progress = progress
        progress.line = line
        progress.running = changes ? line : 0
        try write(progress)
    }

    /// Notes that a statement ended, and whether it needs not run again.
    func end(isDone: Bool) throws {
        var progress = progress
        progress.running = 0
        if isDone { progress.done += 1 }
        try write(progress)
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            if let last = state.synchronized, now - last < .milliseconds(100) { return false }
            state.synchronized = now
            return true
        }
        if isDue { try file.synchronize() }
    }

    /// Removes the journal of a batch that came to its end.
    func remove() { unlink(path.string) }

    private func write(_ progress: Progress) throws {
        let fields = [("done", progress.done), ("running", progress.running), ("line", progress.line)]
        let text = fields.map { name, number in
            let digits = String(number)
            return name + " " + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        }
        try file.write(Array((text.joined(separator: " ") + "\n").utf8), at: offset)
        state.withLock { $0.progress = progress }
    }
}
