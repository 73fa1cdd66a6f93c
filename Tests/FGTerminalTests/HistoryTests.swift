import FGCore
import FGDatabase
import Synchronization
import Testing

@testable import FGTerminal

/// Rows 27 and 28 of the table of features, below the prompt.
struct HistoryTests {
    private static func entry(_ line: String, project: String = "p") -> HistoryEntry {
        HistoryEntry(
            line: line,
            time: Timestamp(seconds: 5),
            project: project,
            image: nil,
            user: "ada",
            site: "/site",
            session: "s",
            process: 1
        )
    }

    private static func entry(_ line: String, in history: History) -> HistoryEntry {
        HistoryEntry(
            line: line,
            time: Timestamp(seconds: 5),
            project: "p",
            image: nil,
            user: "ada",
            site: "/site",
            session: history.session,
            process: 1
        )
    }

    @Test func `27 history: a file for the user alone, each line before it runs, what came of it after`()
        throws
    {
        let folder = try TemporaryFolder()
        let file = folder.path / "state" / "fgshell" / "history.sqlite"
        let history = History(.file(file)) { Issue.record("\($0)") }
        let number = try #require(history.begin(Self.entry("one\ntwo", in: history)))
        #expect(file.status()?.permissions == 0o600)
        #expect(file.parent.status()?.permissions == 0o700)
        let other = History(.file(file)) { Issue.record("\($0)") }
        #expect(other.entries(HistoryQuery()).map(\.line) == ["one\ntwo"])
        #expect(other.entries(HistoryQuery()).map(\.status) == [nil])
        history.finish(number, after: .milliseconds(1500), status: 3)
        #expect(other.entries(HistoryQuery()).map(\.status) == [3])
        #expect(other.entries(HistoryQuery()).map(\.milliseconds) == [1500])
    }

    @Test func `28 sessions at once: a session's own lines come first, then those of others, each once`()
        throws
    {
        let folder = try TemporaryFolder()
        let file = folder.path / "history.sqlite"
        let (mine, other) = (History(.file(file)) { _ in }, History(.file(file)) { _ in })
        for line in ["a", "b", "a"] { _ = mine.begin(Self.entry(line, in: mine)) }
        for line in ["x", "b", "y"] { _ = other.begin(Self.entry(line, in: other)) }
        #expect(mine.recallable == ["a", "b", "y", "x"])
        #expect(other.recallable == ["y", "b", "x", "a"])
    }

    @Test func `28 sessions at once: shells that store at the same time lose no line`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path / "history.sqlite"
        await withTaskGroup(of: Void.self) { group in
            for shell in 0..<4 {
                group.addTask {
                    let history = History(.file(file)) { Issue.record("\($0)") }
                    for line in 0..<20 {
                        let number = history.begin(Self.entry("\(shell) \(line)", in: history))
                        if let number { history.finish(number, after: .zero, status: 0) }
                    }
                }
            }
        }
        let entries = History(.file(file)) { _ in }.entries(HistoryQuery())
        #expect(Set(entries.map(\.line)).count == 80)
        #expect(entries.allSatisfy { $0.status == 0 })
    }

    @Test func `28 sessions at once: a line that another shell keeps out is stored with the next`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path / "history.sqlite"
        let history = History(.file(file)) { Issue.record("\($0)") }
        _ = history.begin(Self.entry("first", in: history))
        let other = try Database(file)
        try other.write { _ in
            #expect(history.begin(Self.entry("kept out", in: history)) == nil)
        }
        _ = history.begin(Self.entry("next", in: history))
        let lines = history.entries(HistoryQuery()).map(\.line)
        #expect(lines == ["next", "kept out", "first"])
    }

    @Test func `29 secrets: a leading blank keeps a line out, and it is recalled until the next`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path / "history.sqlite"
        let history = History(.file(file)) { _ in }
        _ = history.begin(Self.entry("a", in: history))
        _ = history.begin(Self.entry(" b", in: history))
        #expect(history.recallable == [" b", "a"])
        _ = history.begin(Self.entry("c", in: history))
        #expect(history.recallable == ["c", "a"])
        #expect(history.entries(HistoryQuery()).map(\.line) == ["c", "a"])
    }

    @Test(arguments: ["a folder", "no database", "an unwritable place"])
    func `27 history: a file that cannot be used is warned of once, and the lines stay in memory`(
        _ kind: String
    )
        throws
    {
        let folder = try TemporaryFolder()
        let file = folder.path / "history.sqlite"
        switch kind {
        case "a folder": try file.makeFolder()
        case "no database": try file.write(String(repeating: "nothing of the kind\n", count: 100))
        default: try file.parent.removeAll()
        }
        let place = kind == "an unwritable place" ? FilePath("/proc/self/history.sqlite") : file
        let warnings = Mutex<[String]>([])
        let history = History(.file(place)) { warning in warnings.withLock { $0.append(warning) } }
        for line in ["a", "b"] { #expect(history.begin(Self.entry(line, in: history)) == nil) }
        #expect(history.recallable == ["b", "a"])
        #expect(warnings.withLock { $0.count } == 1)
    }

    @Test func `27 history: reading makes no file, and in memory there is none`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path / "fgshell" / "history.sqlite"
        #expect(History(.file(file)) { _ in }.entries(HistoryQuery()) == [])
        #expect(!file.parent.exists)
        let memory = History(.memory) { _ in }
        #expect(memory.begin(Self.entry("a", in: memory)) == nil)
        #expect(memory.recallable == ["a"])
    }

    @Test func `30 history search: by text, project, failure, session and number; and lines can be removed`()
        throws
    {
        let folder = try TemporaryFolder()
        let history = History(.file(folder.path / "history.sqlite")) { Issue.record("\($0)") }
        let numbers = ["image list", "image show a", "echo 100%"].compactMap {
            history.begin(Self.entry($0, project: $0.hasPrefix("echo") ? "q" : "p"))
        }
        history.finish(numbers[1], after: .zero, status: 1)
        func lines(_ change: (inout HistoryQuery) -> Void) -> [String] {
            var query = HistoryQuery()
            change(&query)
            return history.entries(query).map(\.line)
        }
        #expect(lines { $0.text = "image" } == ["image show a", "image list"])
        #expect(lines { $0.text = "%" } == ["echo 100%"])
        #expect(lines { $0.project = "q" } == ["echo 100%"])
        #expect(lines { $0.result = .failed } == ["image show a"])
        #expect(lines { $0.session = "another" } == [])
        #expect(lines { $0.number = numbers[0] } == ["image list"])
        #expect(history.remove([numbers[0], 999]) == 1)
        #expect(!history.recallable.contains("image list"))
        #expect(history.remove(nil) == 2)
        #expect(lines { _ in } == [])
        #expect(history.recallable == [])
    }

    @Test func `30 history search: a walk keeps to what was typed, and comes back to it`() {
        var walk = HistoryWalk(from: "im", prefix: "im", through: ["echo", "image b", "im", "image a"])
        func step(_ direction: (inout HistoryWalk) -> Bool) -> String? {
            direction(&walk) ? walk.shown : nil
        }
        #expect(step { $0.goForward() } == nil)
        #expect(step { $0.goBack() } == "image b")
        #expect(step { $0.goBack() } == "image a")
        #expect(step { $0.goBack() } == nil)
        #expect(step { $0.goForward() } == "image b")
        #expect(step { $0.goForward() } == "im")
    }
}
