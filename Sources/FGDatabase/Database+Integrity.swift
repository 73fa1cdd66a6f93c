import FGCore

extension Database {
    /// What SQLite finds wrong with the file and with references between rows; none for a sound one.
    package func integrityProblems() throws -> [String] {
        try read { connection in
            let found = try connection.rows("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
            let dangling = try connection.rows("PRAGMA foreign_key_check") {
                "a row of \($0.text(0)) refers to a missing row of \($0.text(2))"
            }
            return found + dangling
        }
    }
}
