/// How rpm orders the versions of its packages.
///
/// Source: rpm-version(7), `[epoch:]version[-release]`.
package enum RPMVersion {
    /// Negative, zero or positive as the left one is older, equal or newer.
    ///
    /// A release that one of them does not name is not compared, as in what packages say they need.
    package static func compare(_ left: String, _ right: String) -> Int {
        let (left, right) = (parts(left), parts(right))
        if left.epoch != right.epoch { return left.epoch < right.epoch ? -1 : 1 }
        let order = compareRuns(left.version, right.version)
        guard order == 0, let first = left.release, let second = right.release else { return order }
        return compareRuns(first, second)
    }

    private typealias Part = Substring.UTF8View

    private static func parts(_ text: String) -> (epoch: Int, version: Part, release: Part?) {
        var rest = text[...]
        var epoch = 0
        if let colon = rest.firstIndex(of: ":"), let number = Int(rest[..<colon]) {
            epoch = number
            rest = rest[rest.index(after: colon)...]
        }
        guard let dash = rest.lastIndex(of: "-") else { return (epoch, rest.utf8, nil) }
        return (epoch, rest[..<dash].utf8, rest[rest.index(after: dash)...].utf8)
    }

    /// Runs of digits and runs of letters are compared in turn; what stands between them only divides.
    package static func compareRuns(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        var (left, right) = (left[...], right[...])
        while true {
            left = left.drop { !isMeant($0) }
            right = right.drop { !isMeant($0) }
            switch (left.first, right.first) {
            case (nil, nil): return 0
            case (tilde, tilde), (caret, caret):
                left = left.dropFirst()
                right = right.dropFirst()
                continue
            // `1.0~rc1` comes before `1.0`, and `1.0^git1` between it and whatever else follows `1.0`.
            case (tilde, _): return -1
            case (_, tilde): return 1
            case (nil, _): return -1
            case (_, nil): return 1
            case (caret, _): return -1
            case (_, caret): return 1
            case (let first?, _):
                let isKind = isDigit(first) ? isDigit : isLetter
                let (one, two) = (left.prefix(while: isKind), right.prefix(while: isKind))
                // Digits are newer than letters.
                if two.isEmpty { return isDigit(first) ? 1 : -1 }
                let order = isDigit(first) ? compareNumbers(one, two) : compareLetters(one, two)
                if order != 0 { return order }
                left = left[one.endIndex...]
                right = right[two.endIndex...]
            }
        }
    }

    private static func compareNumbers(_ left: Part.SubSequence, _ right: Part.SubSequence) -> Int {
        let (left, right) = (left.drop { $0 == 0x30 }, right.drop { $0 == 0x30 })
        return left.count == right.count ? compareLetters(left, right) : left.count - right.count
    }

    private static func compareLetters(_ left: Part.SubSequence, _ right: Part.SubSequence) -> Int {
        if left.elementsEqual(right) { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    private static let tilde: UInt8 = 0x7e
    private static let caret: UInt8 = 0x5e

    private static func isMeant(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == tilde || byte == caret
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
