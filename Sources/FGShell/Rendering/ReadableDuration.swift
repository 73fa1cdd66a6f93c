/// How long something took, for people: three digits and a unit.
enum ReadableDuration {
    /// `812 µs`, `12.3 ms`, `4.56 s`, `2 min 3 s`, `1 h 2 min`.
    static func text(_ duration: Duration) -> String {
        let parts = duration.components
        let microseconds = max(0, parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000)
        if microseconds < 1000 { return "\(microseconds) µs" }
        if microseconds < 1_000_000 { return "\(threeDigits(microseconds)) ms" }
        if parts.seconds < 60 { return "\(threeDigits(microseconds / 1000)) s" }
        if parts.seconds < 3600 { return "\(parts.seconds / 60) min \(parts.seconds % 60) s" }
        return "\(parts.seconds / 3600) h \(parts.seconds / 60 % 60) min"
    }

    /// A number of thousandths with three digits, cut and not rounded, so that it never reaches the next unit.
    private static func threeDigits(_ thousandths: Int64) -> String {
        let places = thousandths < 10_000 ? 2 : thousandths < 100_000 ? 1 : 0
        let digits = String(thousandths)
        let whole = digits.dropLast(3)
        return places == 0 ? String(whole) : "\(whole).\(digits.suffix(3).prefix(places))"
    }
}
