/// A number of bytes.
public struct ByteCount: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The bytes.
    public let bytes: Int64

    /// Takes a number of bytes.
    public init(_ bytes: Int64) {
        self.bytes = bytes
    }

    /// Reads `4GiB`, `512MiB`, `1.5TB`, `100kB`, `4G` (as GiB) or a plain number of bytes; nil if it is none.
    public init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count)
        guard let first = digits.first, first != ".", digits.last != ".",
            let factor = Self.units[unit.lowercased()]
        else { return nil }
        if let whole = Int64(digits) {
            let (bytes, overflow) = whole.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            self.bytes = bytes
        } else {
            guard let number = Double(digits), factor > 1, number * Double(factor) < Double(Int64.max) else {
                return nil
            }
            bytes = Int64((number * Double(factor)).rounded())
        }
    }

    /// Reads the plain number.
    public init(from decoder: any Decoder) throws {
        bytes = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }

    /// Rounded for people: `4 GiB`, `1.2 MiB`, `17 B`.
    public var description: String {
        let names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var size = Double(bytes)
        var index = 0
        while abs(size) >= 1024, index + 1 < names.count {
            size /= 1024
            index += 1
        }
        let tenths = Int64((size * 10).rounded())
        return index == 0 || tenths % 10 == 0
            ? "\(tenths / 10) \(names[index])" : "\(tenths / 10).\(abs(tenths % 10)) \(names[index])"
    }

    /// A literal of the language that reads back as the same number: `4GiB`, `1000B`.
    public var literal: String {
        for (name, factor) in [("TiB", Int64(1) << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where bytes != 0 && bytes % factor == 0 {
            return "\(bytes / factor)\(name)"
        }
        return "\(bytes)B"
    }

    /// Orders by bytes.
    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    private static let units: [String: Int64] = {
        var units: [String: Int64] = ["": 1, "b": 1]
        for (index, prefix) in ["k", "m", "g", "t", "p"].enumerated() {
            let binary = Int64(1) << (10 * (Int64(index) + 1))
            units[prefix] = binary
            units[prefix + "ib"] = binary
            units[prefix + "b"] = (0...index).reduce(1) { product, _ in product * 1000 }
        }
        return units
    }()
}
