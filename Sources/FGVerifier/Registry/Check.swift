/// One test of an image: its id, when it runs and what its failure means.
package struct Check: Sendable, Hashable {
    /// When a check runs.
    package enum Phase: String, Sendable, CaseIterable {
        /// On the unbooted disk.
        case offline
        /// Inside a virtual machine, on an overlay.
        case boot
        /// On a running deployment.
        case deployed
    }

    /// What a failure means.
    package enum Severity: String, Sendable, CaseIterable {
        /// The image must not be deployed.
        case block
        case warn
    }

    package let id: String
    package let phase: Phase
    package let severity: Severity
    /// What it examines.
    package let summary: String
    /// What to do when it fails.
    package let remedy: String

    init(_ id: String, _ phase: Phase, _ severity: Severity, _ summary: String, remedy: String) {
        self.id = id
        self.phase = phase
        self.severity = severity
        self.summary = summary
        self.remedy = remedy
    }
}
