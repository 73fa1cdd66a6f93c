/// The SHA-256 of some bytes.
public struct Digest: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The 64 lower-case hexadecimal digits.
    public let hex: String

    /// Reads `sha256:` and 64 hexadecimal digits, or the digits alone.
    ///
    /// - Throws: `invalid` for anything else.
    public init(parsing text: String) throws {
        let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
        guard digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isHexDigit) else {
            throw FGError(
                .invalid,
                "\"\(text)\" is not a SHA-256 digest",
                hint: "write sha256: and 64 hexadecimal digits"
            )
        }
        hex = digits.lowercased()
    }

    /// Takes the 32 bytes of a SHA-256.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a SHA-256 has 32 bytes")
        let digits = Array("0123456789abcdef".utf8)
        hex = String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// `sha256:` and the 64 digits.
    public var description: String { "sha256:" + hex }

    /// The first 12 digits, for people.
    public var short: String { String(hex.prefix(12)) }

    /// A UUID of version 8, RFC 9562 section 5.8, made of the first 122 bits that are free in one.
    package var uuid: String {
        var digits = Array(hex.prefix(32))
        digits[12] = "8"
        digits[16] = "a"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }

    /// Orders by the digits.
    public static func < (left: Digest, right: Digest) -> Bool { left.hex < right.hex }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
