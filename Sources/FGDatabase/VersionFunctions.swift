internal import CSQLite
import FGCore

/// SQL functions that order two versions: negative, zero or positive.
///
/// `debian_compare(a, b)` does as dpkg; `package_compare(architecture, a, b)` as what manages a package.
enum VersionFunctions {
    /// Makes the functions known to a connection.
    static func register(on handle: OpaquePointer?) throws {
        try register("debian_compare", 2, on: handle) { context, _, arguments in
            VersionFunctions.answer(context, arguments, 2) {
                DebianVersion.compare(DebianVersion($0[0]), DebianVersion($0[1]))
            }
        }
        try register("package_compare", 3, on: handle) { context, _, arguments in
            VersionFunctions.answer(context, arguments, 3) {
                PackageVersionOrder.compare($0[1], $0[2], architecture: $0[0])
            }
        }
    }

    private typealias Function =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static func register(
        _ name: String,
        _ count: Int32,
        on handle: OpaquePointer?,
        _ function: Function
    ) throws {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        let status = sqlite3_create_function_v2(handle, name, count, flags, nil, function, nil, nil, nil)
        guard status == SQLITE_OK else { throw FGError(.failed, "SQLite takes no function (code \(status))") }
    }

    /// Answers with the order of the arguments, and with null where one is.
    private static func answer(
        _ context: OpaquePointer?,
        _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        _ count: Int,
        _ order: ([String]) -> Int
    ) {
        let texts = (0..<count).compactMap { index in
            arguments?[index].flatMap { sqlite3_value_text($0) }.map { String(cString: $0) }
        }
        guard texts.count == count else {
            sqlite3_result_null(context)
            return
        }
        sqlite3_result_int(context, Int32(order(texts).signum()))
    }
}
