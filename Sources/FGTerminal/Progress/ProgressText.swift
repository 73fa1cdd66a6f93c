import FGCore
import FGLanguage

/// The words and the line that show a state of progress at a moment.
struct ProgressText {
    let state: ProgressState
    let now: ContinuousClock.Instant

    private static let bars = (least: 10, most: 30)

    /// `2/3`, or `2` where nobody knows how many there are.
    var step: String { state.steps.map { "\(state.step)/\($0)" } ?? "\(state.step)" }

    /// `512 MiB of 1 GiB`, `12 of 96`, or what is done alone; nil where the phase does not say.
    var amount: String? {
        guard let unit = state.unit else { return nil }
        let done = Self.quantity(Double(state.done), unit)
        return state.total > 0 ? "\(done) of \(Self.quantity(Double(state.total), unit))" : done
    }

    /// `120 MiB/s`; nil as long as it is not known.
    var rate: String? {
        guard let unit = state.unit, let rate = state.rate.perSecond(at: now) else { return nil }
        if unit == .items, rate < 10 { return "\(Int(rate)).\(Int(rate * 10) % 10)/s" }
        return Self.quantity(rate, unit) + "/s"
    }

    /// `4 s left`; nil as long as it is not known.
    var timeLeft: String? {
        state.rate.timeLeft(of: state.total, at: now).map { Self.time($0) + " left" }
    }

    /// `12 s`: how long the phase has run.
    var elapsed: String { Self.time(now - state.phaseStart) }

    /// All that is known, for a line of its own: `store 1 GiB, 512 MiB of 1 GiB, 50 %, 120 MiB/s, 4 s left`.
    var words: String {
        let parts = [amount, state.percent.map { "\($0) %" }, rate, timeLeft].compactMap(\.self)
        return ([state.phase] + parts).joined(separator: ", ")
    }

    /// A line of at most so many columns; what does not fit is left out, the least wanted first.
    func line(columns: Int, turn: Int) -> String {
        let spinner = ["|", "/", "-", "\\"][turn % 4]
        let name = VisibleText.escaped(state.phase)
        let head = state.steps == nil ? "\(spinner) \(name)" : "\(spinner) \(step) \(name)"
        for (index, layout) in layouts(behind: head).enumerated() {
            var parts = layout.compactMap(\.self).filter { !$0.isEmpty }
            let room = columns - DisplayWidth.of(parts.joined(separator: "  "))
            guard room >= 0 else { continue }
            if index == 0, let bar = bar(in: room) { parts.insert(bar, at: 1) }
            return parts.joined(separator: "  ")
        }
        return Self.cut("\(name)\(state.percent.map { " \($0)%" } ?? "")", to: columns)
    }

    /// The parts of lines, the richest first.
    private func layouts(behind head: String) -> [[String?]] {
        guard let amount else {
            let detail = VisibleText.escaped(state.detail).replacing("\n", with: " ")
            return [[head, detail, elapsed], [head, elapsed], [head]]
        }
        let percent = state.percent.map { "\($0) %" }
        return [
            [head, percent, amount, rate, timeLeft ?? elapsed],
            [head, percent ?? amount, rate, timeLeft],
            [head, percent ?? amount, timeLeft],
            [head, percent ?? amount],
        ]
    }

    /// A bar in the columns that are left; nil where they are too few to show something, or nobody knows how much there is.
    private func bar(in room: Int) -> String? {
        // Two blanks before it, and its two ends.
        let width = min(room - 4, Self.bars.most)
        guard let percent = state.percent, width >= Self.bars.least else { return nil }
        let full = width * percent / 100
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: width - full) + "]"
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        var kept = ""
        var width = 0
        for character in text {
            width += DisplayWidth.of(character)
            guard width <= columns else { break }
            kept.append(character)
        }
        return kept
    }

    private static func quantity(_ value: Double, _ unit: ProgressUnit) -> String {
        let whole = Int64(min(max(0, value), 9e18))
        return unit == .bytes ? "\(ByteCount(whole))" : "\(whole)"
    }

    /// `5 s`, `2 min 3 s`, `1 h 2 min`.
    private static func time(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        if seconds < 60 { return "\(seconds) s" }
        return seconds < 3600
            ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
