/// One step of a module's tables from one form to the next.
package struct Migration: Sendable {
    /// Its place in the order, from 1.
    package let number: Int
    package let name: String
    /// Statements, each ended by a semicolon.
    package let sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }
}
