package import FGCore

extension Value {
    /// The value that a bare word means where a value is wanted.
    ///
    /// A word is a number, size, duration, date or version only where that is written the same again, so that a name
    /// such as `007` stays as it is; any other word is a text, which arithmetic and comparisons read as what they need.
    package init(bare text: String) {
        self = Self.typed(text).flatMap { $0.literal == text ? $0 : nil } ?? .text(text)
    }

    private static func typed(_ text: String) -> Value? {
        if text == "true" || text == "false" { return .bool(text == "true") }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-") else {
            return nil
        }
        if let number = Int64(text) { return .integer(number) }
        return quantity(text) ?? version(text)
    }

    /// The size, duration or date that a text is; nil if it is none of them, and for a plain number.
    static func quantity(_ text: String) -> Value? {
        guard Int64(text) == nil else { return nil }
        if let span = TimeSpan(parsing: text) { return .duration(span) }
        if let size = ByteCount(parsing: text) { return .size(size) }
        return Timestamp(parsing: text).map { .date($0) }
    }

    private static func version(_ text: String) -> Value? {
        let isVersion =
            text.utf8.first != UInt8(ascii: "-") && text.contains(".")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
                    || ".+~:-".utf8.contains(byte)
            }
        // Two dots side by side make a range.
        return isVersion && !text.contains("..") ? .version(DebianVersion(text)) : nil
    }

    /// The whole numbers of a range such as `1..5`, both ends in it; nil if it is none.
    ///
    /// - Throws: `usage` for one of more than a million numbers.
    package static func range(_ text: String) throws -> Value? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        guard let first = Int64(text[..<dots.lowerBound]), let last = Int64(text[dots.upperBound...]) else {
            return nil
        }
        guard first <= last else { return .list([]) }
        let (count, overflow) = last.subtractingReportingOverflow(first)
        guard !overflow, count < 1_000_000 else {
            throw FGError(.usage, "the range \(text) has more than a million numbers")
        }
        return .list((first...last).map { .integer($0) })
    }
}
