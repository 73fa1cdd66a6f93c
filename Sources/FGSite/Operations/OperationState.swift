/// Where an operation stands.
package enum OperationState: String, Sendable, CaseIterable {
    case running
    case done
    case failed
    case cancelled
    /// Its process ended without a word.
    case lost

    /// The states that may follow; the only place that says so.
    package var successors: Set<OperationState> {
        switch self {
        case .running: [.done, .failed, .cancelled, .lost]
        case .done, .failed, .cancelled, .lost: []
        }
    }
}
