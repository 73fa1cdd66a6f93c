import FGCore

/// What is known of work that goes on: the sum of what it said.
struct ProgressState: Sendable {
    /// When the work began to say something.
    let start: ContinuousClock.Instant
    private(set) var phase = ""
    private(set) var detail = ""
    /// Which step the phase is, from 1; 0 before the first.
    private(set) var step = 0
    /// How many steps there are; nil as long as nobody said.
    private(set) var steps: Int?
    /// How much there is in the phase; 0 where nobody knows.
    private(set) var total: Int64 = 0
    /// Nil as long as the phase does not say how far it is.
    private(set) var unit: ProgressUnit?
    private(set) var rate: ProgressRate
    private(set) var phaseStart: ContinuousClock.Instant
    private(set) var isOpen = false

    init(at start: ContinuousClock.Instant) {
        self.start = start
        phaseStart = start
        rate = ProgressRate(at: start)
    }

    /// How long work goes on unseen.
    private static let patience = Duration.seconds(1)

    /// Whether the work takes long enough to be seen in place, and is in the middle of a phase.
    func isSeen(at now: ContinuousClock.Instant) -> Bool { isOpen && now - start >= Self.patience }

    var done: Int64 { rate.done }

    /// How much of the phase is done, from 0 to 100; nil where that is not known.
    var percent: Int? {
        guard unit != nil, total > 0 else { return nil }
        return Int(Double(min(max(0, done), total)) / Double(total) * 100)
    }

    mutating func take(_ event: ProgressEvent, at now: ContinuousClock.Instant) {
        switch event {
        case .steps(let count): steps = step + count
        case .phase(let name, let detail):
            if name != phase { begin(name, at: now) }
            self.detail = detail
            isOpen = true
        case .advance(let done, let total, let unit):
            self.total = total
            self.unit = unit
            rate.add(done, at: now)
        case .finished(let name, let detail):
            if name != phase { begin(name, at: now) }
            self.detail = detail
            isOpen = false
        case .note: return
        }
    }

    private mutating func begin(_ name: String, at now: ContinuousClock.Instant) {
        phase = name
        step += 1
        if let known = steps, step > known { steps = nil }
        phaseStart = now
        total = 0
        unit = nil
        rate = ProgressRate(at: now)
    }
}
