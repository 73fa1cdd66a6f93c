package import FGCore

/// The dated outcome of one check, as the catalog keeps it.
package struct VerdictRecord: Sendable, Hashable {
    package var check: String
    package var phase: String
    package var severity: String
    package var outcome: String
    package var evidence: String
    package var time: Timestamp
    package var milliseconds: Int
    /// Who had the check run; filled in from its report.
    package var user: String
    /// The versions of the programs that tested, by package; filled in from its report.
    package var tools: [String: String]

    package init(
        check: String,
        phase: String,
        severity: String,
        outcome: String,
        evidence: String,
        time: Timestamp,
        milliseconds: Int,
        user: String = "",
        tools: [String: String] = [:]
    ) {
        self.check = check
        self.phase = phase
        self.severity = severity
        self.outcome = outcome
        self.evidence = evidence
        self.time = time
        self.milliseconds = milliseconds
        self.user = user
        self.tools = tools
    }
}
