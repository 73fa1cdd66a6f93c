/// The outcome of one check.
package struct Verdict: Sendable, Hashable {
    /// What came of it.
    package enum Outcome: String, Sendable {
        case pass
        case fail
        /// It does not apply to this image; the evidence says why.
        case skip
    }

    package let check: String
    package let outcome: Outcome
    /// What was seen.
    package let evidence: String
    package let milliseconds: Int

    package init(_ check: String, _ outcome: Outcome, _ evidence: String, milliseconds: Int = 0) {
        self.check = check
        self.outcome = outcome
        self.evidence = evidence
        self.milliseconds = milliseconds
    }
}
