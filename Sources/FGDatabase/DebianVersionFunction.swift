internal import CSQLite
import FGCore

/// The SQL function `debian_compare(a, b)`: negative, zero or positive as dpkg orders two versions.
enum DebianVersionFunction {
    /// Makes the function known to a connection.
    static func register(on handle: OpaquePointer?) throws {
        let status = sqlite3_create_function_v2(
            handle,
            "debian_compare",
            2,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            nil,
            { context, _, arguments in
                guard let left = arguments?[0].flatMap({ DebianVersionFunction.text($0) }),
                    let right = arguments?[1].flatMap({ DebianVersionFunction.text($0) })
                else {
                    sqlite3_result_null(context)
                    return
                }
                let order = DebianVersion.compare(DebianVersion(left), DebianVersion(right))
                sqlite3_result_int(context, order < 0 ? -1 : order > 0 ? 1 : 0)
            },
            nil,
            nil,
            nil
        )
        guard status == SQLITE_OK else { throw FGError(.failed, "SQLite takes no function (code \(status))") }
    }

    private static func text(_ value: OpaquePointer) -> String? {
        sqlite3_value_text(value).map { String(cString: $0) }
    }
}
