package import FGCore
package import FGTerminal

/// What commands may do with the shell they run in; the interactive shell, a batch and a test each have their own.
package protocol ShellAccess: Sendable {
    /// Whether a person sits at a terminal who can be asked.
    var canAsk: Bool { get }

    /// The value of a setting; nil for an unknown one.
    func setting(_ name: String) -> String?

    /// Changes a setting.
    ///
    /// - Throws: `usage` for an unknown name or value.
    func set(_ name: String, to value: String) throws

    /// Every setting with its value and meaning.
    func settings() -> Table

    /// The lines typed before that a query wants, newest first.
    func history(_ query: HistoryQuery) -> [HistoryEntry]

    /// What this shell is called among those that share the history.
    var historySession: String { get }

    /// Removes lines of the history by number, all of them for nil, and gives how many were there.
    func forget(_ numbers: [Int64]?) -> Int

    /// Writes the statements that follow into a script.
    ///
    /// - Throws: `exists` for a file that is there and not to be replaced, `conflict` while one is recorded.
    func record(into file: FilePath, replacing: Bool) throws

    /// Ends the script that is recorded, and gives its name and the number of its statements.
    func stopRecording() throws -> (file: FilePath, count: Int)

    /// Runs a line of the history again.
    func runAgain(_ entry: HistoryEntry) async throws

    /// Shows a value and asks whether to do something to so many things; no is the default.
    func ask(_ question: String, about count: Int, showing value: Value) async throws -> Bool

    /// Lets the user edit a file with the editor of `$VISUAL` or `$EDITOR`.
    ///
    /// - Throws: `denied` in a restricted shell, `unavailable` where there is no editor, `failed` when it ends with another
    ///   status than 0.
    func edit(_ file: FilePath) async throws

    /// The script that statements are recorded into; nil while none is.
    var recording: FilePath? { get }

    /// Whether host programs and files are out of reach.
    var isRestricted: Bool { get }

    /// How many operations of this shell run in the background.
    var backgroundCount: Int { get }

    /// Asks the shell to end with a status after this statement.
    func leave(status: Int32)

    /// The status of the last statement.
    var lastStatus: Int32 { get }

    /// Runs the statements of a file.
    func runFile(_ path: FilePath) async throws
}
