/// Where a deployment stands.
package enum DeploymentState: String, Sendable, CaseIterable {
    /// Its machine is being started; a shell holds its lock.
    case starting
    case running
    case stopping
    /// Ended on purpose, or its machine powered off.
    case stopped
    /// It did not start; everything of it was removed.
    case failed

    /// The states that may follow; the only place that says so.
    package var successors: Set<DeploymentState> {
        switch self {
        case .starting: [.running, .failed]
        case .running: [.stopping, .stopped]
        case .stopping: [.stopped]
        case .stopped, .failed: []
        }
    }
}
