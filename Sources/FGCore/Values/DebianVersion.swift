/// A version of a Debian package, ordered as dpkg orders them.
///
/// Source: Debian Policy 5.6.12, `[epoch:]upstream[-revision]`.
public struct DebianVersion: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The version as written.
    public let text: String

    /// Takes a version as it is written.
    public init(_ text: String) {
        self.text = text
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    /// The version as written.
    public var description: String { text }

    /// Equal when neither is older: `1.0` equals `1.0-0`.
    public static func == (left: DebianVersion, right: DebianVersion) -> Bool {
        compare(left, right) == 0
    }

    /// Whether dpkg holds the left one to be older.
    public static func < (left: DebianVersion, right: DebianVersion) -> Bool {
        compare(left, right) < 0
    }

    /// Hashes nothing but the epoch, which equal versions share.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(parts.epoch)
    }

    /// Negative, zero or positive as the left one is older, equal or newer.
    package static func compare(_ left: DebianVersion, _ right: DebianVersion) -> Int {
        let (left, right) = (left.parts, right.parts)
        if left.epoch != right.epoch { return left.epoch < right.epoch ? -1 : 1 }
        let upstream = comparePart(left.upstream, right.upstream)
        return upstream != 0 ? upstream : comparePart(left.revision, right.revision)
    }

    private var parts: (epoch: Int, upstream: Substring.UTF8View, revision: Substring.UTF8View) {
        var rest = text[...]
        var epoch = 0
        if let colon = rest.firstIndex(of: ":") {
            epoch = Int(rest[..<colon]) ?? 0
            rest = rest[rest.index(after: colon)...]
        }
        guard let dash = rest.lastIndex(of: "-") else { return (epoch, rest.utf8, ""[...].utf8) }
        return (epoch, rest[..<dash].utf8, rest[rest.index(after: dash)...].utf8)
    }

    private static func comparePart(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        var (left, right) = (left[...], right[...])
        while !left.isEmpty || !right.isEmpty {
            while isNonDigit(left.first) || isNonDigit(right.first) {
                let (first, second) = (order(left.first), order(right.first))
                if first != second { return first - second }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            left = left.drop { $0 == 0x30 }
            right = right.drop { $0 == 0x30 }
            let (leftDigits, rightDigits) = (left.prefix(while: isDigit), right.prefix(while: isDigit))
            if leftDigits.count != rightDigits.count { return leftDigits.count - rightDigits.count }
            for (first, second) in zip(leftDigits, rightDigits) where first != second {
                return Int(first) - Int(second)
            }
            left = left.dropFirst(leftDigits.count)
            right = right.dropFirst(rightDigits.count)
        }
        return 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isNonDigit(_ byte: UInt8?) -> Bool { byte.map { !isDigit($0) } ?? false }

    /// `~` sorts before the end, the end and digits before letters, letters before everything else.
    private static func order(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        if byte == 0x7e { return -1 }
        let isLetter = (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        return isLetter ? Int(byte) : Int(byte) + 256
    }
}
