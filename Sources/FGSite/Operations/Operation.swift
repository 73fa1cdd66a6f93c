package import FGCore

/// Long work that runs at the site, or ran.
package struct Operation: Sendable, Hashable, Identifiable {
    /// How far it is.
    package struct Progress: Sendable, Hashable {
        package var phase = ""
        package var detail = ""
        /// In the phase's own unit.
        package var done: Int64 = 0
        /// Zero while nobody knows.
        package var total: Int64 = 0
    }

    package let id: Int64
    package let owner: String
    /// What was typed, secrets masked.
    package let statement: String
    package let state: OperationState
    package let started: Timestamp
    package let finished: Timestamp?
    /// The process that does the work, by the number that it has for itself.
    package let process: Int32
    /// The name of the file that the process keeps locked while it does.
    let lock: String
    package let progress: Progress
    package let result: String?
    package let error: String?
    /// The exit status that it ended with; nil while it runs.
    package let status: Int32?
    package let isCancelWanted: Bool

    /// The same as it is known to have ended otherwise.
    func ended(_ state: OperationState, _ status: Int32, error: String, at time: Timestamp) -> Operation {
        Operation(
            id: id,
            owner: owner,
            statement: statement,
            state: state,
            started: started,
            finished: time,
            process: process,
            lock: lock,
            progress: progress,
            result: result,
            error: error,
            status: status,
            isCancelWanted: isCancelWanted
        )
    }
}
