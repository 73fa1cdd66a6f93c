/// A set of characters, as classes of patterns name them.
struct ScalarSet: Sendable, Hashable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    /// Every character but the newline, which `.` stands for.
    static let anyButNewline = ScalarSet([0x0a...0x0a], isNegated: true)

    init(_ ranges: [ClosedRange<UInt32>] = [], isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
    }

    init(_ scalar: Unicode.Scalar) {
        ranges = [scalar.value...scalar.value]
    }

    /// What `\d`, `\w` and `\s` stand for, in ASCII, and `\D`, `\W` and `\S` for all else; nil for other letters.
    init?(escape letter: Unicode.Scalar) {
        switch letter {
        case "d", "D": ranges = [0x30...0x39]
        case "w", "W": ranges = [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a]
        case "s", "S": ranges = [0x09...0x0d, 0x20...0x20]
        default: return nil
        }
        isNegated = ("A"..."Z").contains(letter)
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    /// Adds a set's characters.
    mutating func formUnion(_ other: ScalarSet) {
        guard other.isNegated else {
            ranges += other.ranges
            return
        }
        var next: UInt32 = 0
        for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if next < range.lowerBound { ranges.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        ranges.append(next...0x10ffff)
    }
}
