import FGCore
import FGDatabase
import Testing

/// Transactions that go on over several calls.
struct AtomicTests {
    private struct Stop: Error {}

    private let folder: TemporaryFolder
    private let database: Database

    init() throws {
        folder = try TemporaryFolder()
        database = try Database(folder.path / "test.sqlite", patience: .seconds(5))
        try database.write { _ = try $0.run("CREATE TABLE things (name TEXT UNIQUE) STRICT") }
    }

    private func add(_ name: String, _ execution: Execution = .real) throws {
        try database.write(execution) { _ = try $0.run("INSERT INTO things (name) VALUES (?)", name) }
    }

    private func names() throws -> [String] {
        try database.read { try $0.rows("SELECT name FROM things ORDER BY name") { $0.text(0) } }
    }

    @Test func `its calls see each other, and others see them at its end`() async throws {
        let other = try Database(database.path)
        try await database.atomically {
            try add("a")
            #expect(try names() == ["a"])
            let seen = try other.read { try $0.rows("SELECT name FROM things") { $0.text(0) } }
            #expect(seen == ["a"])
            let outside = try await Task.detached { try names() }.value
            #expect(outside == [])
            try add("b")
        }
        #expect(try names() == ["a", "b"])
    }

    @Test func `all is taken back when it throws`() async throws {
        await #expect(throws: Stop.self) {
            try await database.atomically {
                try add("a")
                throw Stop()
            }
        }
        #expect(try names() == [])
    }

    @Test func `a call that fails or is rehearsed inside takes back itself alone`() async throws {
        try await database.atomically {
            try add("a")
            #expect(throws: FGError.self) { try add("a") }
            try add("b", .rehearsal)
            try add("c")
        }
        #expect(try names() == ["a", "c"])
    }

    @Test func `one inside another is taken back alone`() async throws {
        try await database.atomically {
            try add("a")
            await #expect(throws: Stop.self) {
                try await database.atomically {
                    try add("b")
                    try await database.atomically { try add("c") }
                    throw Stop()
                }
            }
            try await database.atomically { try add("d") }
        }
        #expect(try names() == ["a", "d"])
    }

    @Test func `a write of another task waits for its end`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                try await database.atomically {
                    try add("a")
                    start.finish()
                    try await Task.sleep(for: .milliseconds(200))
                    try add("c")
                }
            }
            for await _ in started {}
            try add("b")
            try await group.waitForAll()
        }
        #expect(try names() == ["a", "b", "c"])
    }
}
