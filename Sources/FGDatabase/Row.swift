internal import CSQLite
package import FGCore

/// The current row of a running statement; valid only inside the closure it is given to.
package struct Row {
    let statement: OpaquePointer

    /// A column that is never null.
    package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    /// A column that may be null.
    package func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// A column that is never null.
    package func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    /// A column that may be null.
    package func optionalText(_ column: Int32) -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// A column of bytes; empty for null.
    package func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, column))
        guard count > 0, let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// A column that holds a digest.
    ///
    /// - Throws: `invalid` when it holds none.
    package func digest(_ column: Int32) throws -> Digest { try Digest(parsing: text(column)) }

    /// A column that holds a digest or null.
    package func optionalDigest(_ column: Int32) throws -> Digest? {
        try optionalText(column).map { try Digest(parsing: $0) }
    }

    /// A column that holds seconds since 1970.
    package func time(_ column: Int32) -> Timestamp { Timestamp(seconds: integer(column)) }

    /// A column that holds seconds since 1970 or null.
    package func optionalTime(_ column: Int32) -> Timestamp? {
        optionalInteger(column).map { Timestamp(seconds: $0) }
    }
}
