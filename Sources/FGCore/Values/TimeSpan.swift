/// A length of time in whole seconds, as the language writes it: `30d`, `12h`, `90s`, `2w`.
public struct TimeSpan: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The seconds.
    public let seconds: Int64

    /// Takes seconds.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Reads a number with a unit `s`, `min`, `h`, `d`, `w` or `y` (365 days); nil if it is none.
    public init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard let number = Int64(digits), let factor = Self.units.first(where: { $0.name == unit })?.seconds
        else { return nil }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        self.seconds = seconds
    }

    /// The largest unit that gives a whole number: `2d`, `36h`, `90s`.
    public var description: String {
        for (name, factor) in Self.units.reversed()
        where name != "y" && name != "w" && seconds != 0 && seconds % factor == 0 {
            return "\(seconds / factor)\(name)"
        }
        return "\(seconds)s"
    }

    /// Orders by length.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.seconds < right.seconds }

    private static let units: [(name: String, seconds: Int64)] = [
        ("s", 1), ("min", 60), ("h", 3600), ("d", 86_400), ("w", 604_800), ("y", 31_536_000),
    ]
}
