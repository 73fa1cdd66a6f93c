import FGCommands
import FGCore
import FGLanguage

/// Decides which statements of a batch run, when it goes on after it was stopped, and keeps its journal.
struct Resumption {
    /// How a batch starts.
    enum Start: Sendable {
        case anew
        case resumed
        /// Resumed, and what may have been done runs again.
        case repeated
        /// Resumed, and what may have been done does not run again.
        case skipping
    }

    /// What happens to a statement.
    enum Step {
        case run
        case skip
    }

    let journal: BatchJournal
    /// How many statements are left out.
    private let skipped: Int
    private var position = 0

    /// Opens the journal of a batch.
    ///
    /// - Throws: as `BatchJournal`, and `conflict` where only the user can know whether a statement was done.
    init(_ start: Start, _ path: FilePath, script: String, digest: Digest) throws {
        if case .anew = start {
            journal = try BatchJournal(new: path, script: script, digest: digest)
            skipped = 0
            return
        }
        journal = try BatchJournal(resuming: path, script: script, digest: digest)
        let progress = journal.progress
        if case .skipping = start, progress.running > 0 { try journal.end(isDone: true) }
        if case .resumed = start, progress.running > 0 {
            throw FGError(
                .conflict,
                "\(script):\(progress.running): this statement was running when the shell was killed; it may be done",
                hint: "look, then go on with --resume=again or --resume=skip"
            )
        }
        skipped = journal.progress.done
    }

    /// What is done with the next statement.
    ///
    /// - Throws: `conflict` for a variable whose value cannot be had again, or the system's error.
    mutating func begin(_ statement: Statement, in source: Source) throws -> Step {
        let effect = StatementEffect(of: statement, CommandRegistry.table)
        defer { position += 1 }
        let line = source.line(of: statement.range.lowerBound)
        guard position < skipped else {
            try journal.begin(line: line, changes: effect == .changes)
            return .run
        }
        if case .assignment(let name, _) = statement.kind, effect == .changes {
            throw FGError(
                .conflict,
                "the value of $\(name.name) came from a statement that changed something, and was not kept",
                hint: "run what is left by hand"
            )
        }
        return effect == .session ? .run : .skip
    }

    /// Notes how a statement ended.
    func end(isDone: Bool) throws {
        guard position > skipped else { return }
        try journal.end(isDone: isDone)
    }
}
