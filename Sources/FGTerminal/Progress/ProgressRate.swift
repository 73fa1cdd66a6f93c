/// How fast work goes on and how long the rest of it takes, by what its last seconds brought.
///
/// It has no clock: each moment is given.
struct ProgressRate: Sendable {
    private var samples: [(time: ContinuousClock.Instant, done: Int64)]
    /// How far back is looked; a rate of long ago says nothing of the rest.
    static let window = Duration.seconds(10)
    /// How far apart samples are kept.
    private static let spacing = Duration.milliseconds(200)
    /// How long must have been looked on before anything is said.
    private static let least = Duration.milliseconds(500)

    /// Begins with nothing done.
    init(at start: ContinuousClock.Instant) {
        samples = [(start, 0)]
    }

    /// How much is done.
    var done: Int64 { samples[samples.count - 1].done }

    /// Notes how much is done; less than before begins anew.
    mutating func add(_ done: Int64, at time: ContinuousClock.Instant) {
        guard done >= self.done else {
            samples = [(time, done)]
            return
        }
        let count = samples.count
        if count > 1, time - samples[count - 2].time < Self.spacing { samples.removeLast() }
        samples.append((time, done))
        while samples.count > 2, time - samples[1].time >= Self.window { samples.removeFirst() }
    }

    /// How much a second brings; nil as long as that cannot be said.
    func perSecond(at now: ContinuousClock.Instant) -> Double? {
        let first = samples[0]
        let span = now - first.time
        guard span >= Self.least, done > first.done else { return nil }
        return Double(done - first.done) / (span / .seconds(1))
    }

    /// How long the rest takes at this rate; nil as long as that cannot be said, and when there is none.
    func timeLeft(of total: Int64, at now: ContinuousClock.Instant) -> Duration? {
        guard total > done, let rate = perSecond(at: now) else { return nil }
        let seconds = Double(total - done) / rate
        // Nobody waits for years.
        return seconds < 1e9 ? .seconds(seconds) : nil
    }
}
