import Testing

@testable import FGTerminal

/// How fast work goes on, by a clock that the test holds.
struct ProgressRateTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func rate(_ samples: [(Double, Int64)]) -> ProgressRate {
        var rate = ProgressRate(at: start)
        for (seconds, done) in samples { rate.add(done, at: at(seconds)) }
        return rate
    }

    @Test func `rate and time left follow from what was done since the start`() {
        let rate = rate([(1, 100), (2, 200)])
        #expect(rate.perSecond(at: at(2)) == 100)
        #expect(rate.timeLeft(of: 700, at: at(2)) == .seconds(5))
    }

    @Test func `nothing is said before half a second, without progress, and of what is done`() {
        #expect(rate([(0.4, 100)]).perSecond(at: at(0.4)) == nil)
        #expect(rate([]).perSecond(at: at(5)) == nil)
        #expect(rate([(3, 0)]).timeLeft(of: 10, at: at(5)) == nil)
        #expect(rate([(1, 100)]).timeLeft(of: 100, at: at(2)) == nil)
        #expect(rate([(1, 100)]).timeLeft(of: 0, at: at(2)) == nil)
    }

    @Test func `only the last seconds count, so that a change of pace shows`() {
        var samples: [(Double, Int64)] = (1...60).map { (Double($0), Int64($0) * 1000) }
        samples += (1...20).map { (60 + Double($0), 60_000 + Int64($0) * 10) }
        let slow = rate(samples)
        #expect(slow.perSecond(at: at(80)) == 10)
        #expect(slow.timeLeft(of: 60_300, at: at(80)) == .seconds(10))
    }

    @Test func `a rate falls while nothing comes`() throws {
        let stalled = rate([(1, 1000)])
        #expect(stalled.perSecond(at: at(1)) == 1000)
        #expect(stalled.perSecond(at: at(10)) == 100)
        #expect(stalled.timeLeft(of: 2000, at: at(10)) == .seconds(10))
    }

    @Test func `less than before begins anew`() {
        let again = rate([(1, 1000), (2, 50), (4, 150)])
        #expect(again.done == 150)
        #expect(again.perSecond(at: at(4)) == 50)
    }

    @Test func `a million reports are kept as a few`() {
        var rate = ProgressRate(at: start)
        for number in 0..<1_000_000 { rate.add(Int64(number), at: at(Double(number) / 1000)) }
        #expect(rate.perSecond(at: at(999.999)).map { abs($0 - 1000) < 1 } == true)
        #expect(Mirror(reflecting: rate).children.compactMap { ($0.value as? [Any])?.count }.max() ?? 0 < 200)
    }

    @Test func `a rest of ages is not foretold`() {
        #expect(rate([(1000, 1)]).timeLeft(of: .max, at: at(1000)) == nil)
    }
}
