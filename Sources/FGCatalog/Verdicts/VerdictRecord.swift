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

    package init(
        check: String,
        phase: String,
        severity: String,
        outcome: String,
        evidence: String,
        time: Timestamp,
        milliseconds: Int
    ) {
        self.check = check
        self.phase = phase
        self.severity = severity
        self.outcome = outcome
        self.evidence = evidence
        self.time = time
        self.milliseconds = milliseconds
    }
}
