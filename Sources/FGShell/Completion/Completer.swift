import Dispatch
import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Glibc
import Synchronization

/// Finds what can stand at the cursor: from the command table and the live catalog, in a bounded time.
struct Completer: Sendable {
    let session: Session
    /// The shell around; nil when there is none.
    let state: ShellState?
    /// How many milliseconds a person waits for a key; a machine under load may be given more.
    private static let budget =
        getenv("FGSHELL_COMPLETION_BUDGET").flatMap { Int(String(cString: $0)) }
        .map { min(max(1, $0), 60_000) } ?? 200

    /// What a Tab at an offset does; nothing when it cannot be found out soon.
    func completion(of text: String, at offset: Int) -> Completion {
        inTime { find(text, offset, until: $0) } ?? .none
    }

    /// What a value of a kind can be that starts with a text.
    func values(of kind: ArgumentKind, _ prefix: String) -> SuggestionList {
        inTime { deadline in
            let context = CompletionContext(wanted: .argument(kind), prefix: prefix, replaced: 0..<0)
            return finder(context, deadline).candidates()
        } ?? SuggestionList()
    }

    /// The result of some work, if it comes within the budget.
    ///
    /// A folder of a server that does not answer holds a thread of its own, and not the shell.
    private func inTime<Result: Sendable>(_ work: @escaping @Sendable (ContinuousClock.Instant) -> Result)
        -> Result?
    {
        let answer = Answer<Result>()
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let result = work(ContinuousClock.now + .milliseconds(Self.budget))
            answer.result.withLock { $0 = result }
            done.signal()
        }
        guard done.wait(timeout: .now() + .milliseconds(Self.budget)) == .success else { return nil }
        return answer.result.withLock { $0 }
    }

    private final class Answer<Result: Sendable>: Sendable {
        let result = Mutex<Result?>(nil)
    }

    private func finder(_ context: CompletionContext, _ deadline: ContinuousClock.Instant) -> CandidateFinder
    {
        CandidateFinder(
            context: context,
            session: session,
            scope: CompletionScope(state),
            deadline: deadline
        )
    }

    /// What is wanted at an offset of a text, in bytes.
    static func context(of text: String, at offset: Int) -> CompletionContext {
        let source = Source(name: "<prompt>", text: text)
        // A mark of the encoding before the text is a part of what stands in the line.
        let mark = min(max(0, offset), text.utf8.count - source.bytes.count)
        var context = CompletionContext.at(offset - mark, in: source, table: CommandRegistry.table)
        let range = context.replaced
        context.replaced = range.lowerBound + mark..<range.upperBound + mark
        return context
    }

    /// What a Tab at an offset does.
    func find(_ text: String, _ offset: Int, until deadline: ContinuousClock.Instant) -> Completion {
        let context = Self.context(of: text, at: offset)
        let list = finder(context, deadline).candidates()
        return Completion(
            range: context.replaced,
            insertion: CandidateInsertion(context).text(for: list),
            candidates: list
        )
    }
}
