import FGCore
import FGDatabase
import Testing

struct DatabaseTests {
    private let folder: TemporaryFolder
    private let database: Database

    private static let migrations = [
        Migration(
            number: 1,
            name: "things",
            sql: "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT;"
        )
    ]

    init() throws {
        folder = try TemporaryFolder()
        database = try Database(folder.path / "test.sqlite")
        try database.migrate("test", Self.migrations)
    }

    private func names(_ database: Database) throws -> [String?] {
        try database.read { try $0.rows("SELECT name FROM things ORDER BY id") { $0.optionalText(0) } }
    }

    @Test func `values come back as they were bound`() throws {
        try database.write { connection in
            for name in ["", "a'; DROP TABLE things; --", "é日", "nul\u{0}byte"] {
                try connection.run("INSERT INTO things (name) VALUES (?)", name)
            }
            try connection.run("INSERT INTO things (name) VALUES (?)", nil as String?)
        }
        #expect(try names(database) == ["", "a'; DROP TABLE things; --", "é日", "nul\u{0}byte", nil])
    }

    @Test func `many connections make one new file`() async throws {
        for round in 0..<10 {
            let path = folder.path / "new-\(round).sqlite"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask { try Database(path).migrate("test", Self.migrations) }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a transaction that throws leaves nothing`() throws {
        #expect(throws: FGError.self) {
            try database.write { connection in
                try connection.run("INSERT INTO things (name) VALUES (?)", "a")
                throw FGError(.failed, "no")
            }
        }
        #expect(try names(database).isEmpty)
    }

    @Test func `a second row of a unique name is there already`() throws {
        let error = #expect(throws: FGError.self) {
            try database.write { connection in
                try connection.run("INSERT INTO things (name) VALUES (?)", "secret")
                try connection.run("INSERT INTO things (name) VALUES (?)", "secret")
            }
        }
        #expect(error?.code == .exists)
        #expect(error?.message.contains("secret") == false)
    }

    @Test func `migrating again changes nothing, and a newer file is refused`() throws {
        try database.migrate("test", Self.migrations)
        try database.migrate(
            "test",
            Self.migrations + [Migration(number: 2, name: "more", sql: "CREATE TABLE more (x INTEGER);")]
        )
        let error = #expect(throws: FGError.self) { try database.migrate("test", Self.migrations) }
        #expect(error?.code == .conflict)
    }

    @Test func `a read-only connection writes nothing and needs the file`() throws {
        let reader = try Database(folder.path / "test.sqlite", .readOnly)
        #expect(throws: FGError.self) {
            try reader.write { _ = try $0.run("INSERT INTO things (name) VALUES ('x')") }
        }
        #expect(throws: FGError.self) { try Database(folder.path / "none.sqlite", .readOnly) }
        #expect(!(folder.path / "none.sqlite").exists)
    }

    @Test func `what is no database is corrupt`() throws {
        let path = folder.path / "text"
        try path.write(String(repeating: "no database ", count: 100))
        let error = #expect(throws: FGError.self) { try Database(path) }
        #expect(error?.code == .corrupt)
    }

    @Test func `two connections write one after the other`() async throws {
        let other = try Database(folder.path / "test.sqlite")
        try await withThrowingTaskGroup { group in
            for index in 0..<40 {
                let target = index % 2 == 0 ? database : other
                group.addTask {
                    try target.write { _ = try $0.run("INSERT INTO things (name) VALUES (?)", "\(index)") }
                }
            }
            try await group.waitForAll()
        }
        #expect(try names(database).count == 40)
    }

    @Test func `versions are compared in SQL as dpkg does`() throws {
        let order = try database.read { connection in
            try connection.first(
                "SELECT debian_compare('1.0~rc1', '1.0'), debian_compare('1:1', '2'), debian_compare(NULL, '1')"
            ) {
                [$0.optionalInteger(0), $0.optionalInteger(1), $0.optionalInteger(2)]
            }
        }
        #expect(order == [-1, 1, nil])
    }
}
