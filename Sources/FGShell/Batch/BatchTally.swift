import FGLanguage

/// What became of the statements of a batch.
struct BatchTally: Sendable {
    private(set) var statements = 0
    private(set) var failures = 0
    /// The worst status of a statement; the higher, the worse.
    private(set) var status: Int32 = 0
    /// Where the first failures were.
    private var lines: [Int] = []

    /// How many lines of failures are named.
    private static let shownLimit = 20

    /// Counts a statement that ended.
    mutating func add(_ status: Int32, at line: @autoclosure () -> Int) {
        statements += 1
        guard status != 0 else { return }
        failures += 1
        self.status = max(self.status, status)
        if lines.count < Self.shownLimit { lines.append(line()) }
    }

    /// Notes that a signal ended the batch.
    mutating func interrupt() { status = max(status, 130) }

    /// `3 of 120 statements failed: lines 4, 17, 90`; nil when none failed.
    var summary: String? {
        guard failures > 0 else { return nil }
        let named = lines.map(String.init).joined(separator: ", ")
        let more = failures > lines.count ? " and \(failures - lines.count) more" : ""
        let noun = statements == 1 ? "statement" : "statements"
        return "\(failures) of \(statements) \(noun) failed: line\(failures == 1 ? "" : "s") \(named)\(more)"
    }
}
