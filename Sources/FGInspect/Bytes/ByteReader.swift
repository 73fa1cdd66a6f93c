import FGCore

/// Reads numbers and text from bytes that nobody vouches for; each read is checked against the end.
package struct ByteReader: Sendable {
    /// The order of the bytes of a number.
    package enum Order: Sendable {
        case big
        case little
    }

    /// The bytes read from.
    package let bytes: [UInt8]

    /// Reads from some bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes there are.
    package var count: Int { bytes.count }

    /// The byte at an offset.
    ///
    /// - Throws: `refused` when it lies outside, as every read of this type does.
    package func uint8(at offset: Int) throws -> UInt8 {
        try check(offset, 1)
        return bytes[offset]
    }

    /// The 16-bit number at an offset.
    package func uint16(at offset: Int, _ order: Order) throws -> UInt16 {
        UInt16(truncatingIfNeeded: try number(at: offset, count: 2, order))
    }

    /// The 32-bit number at an offset.
    package func uint32(at offset: Int, _ order: Order) throws -> UInt32 {
        UInt32(truncatingIfNeeded: try number(at: offset, count: 4, order))
    }

    /// The 64-bit number at an offset.
    package func uint64(at offset: Int, _ order: Order) throws -> UInt64 {
        try number(at: offset, count: 8, order)
    }

    /// Some bytes from an offset.
    package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        try check(offset, count)
        return Array(bytes[offset..<offset + count])
    }

    /// The ASCII text in a field of a fixed length, up to its first NUL.
    ///
    /// - Throws: `refused` when it lies outside or holds a byte above 0x7e or a control character.
    package func ascii(at offset: Int, count: Int) throws -> String {
        let field = try bytes(at: offset, count: count).prefix { $0 != 0 }
        guard field.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw FGError(.refused, "the text at offset \(offset) is not plain ASCII")
        }
        return String(decoding: field, as: UTF8.self)
    }

    /// Whether the bytes at an offset are these; false when they lie outside.
    package func has(_ expected: [UInt8], at offset: Int) -> Bool {
        guard offset >= 0, offset <= bytes.count, expected.count <= bytes.count - offset else { return false }
        return bytes[offset..<offset + expected.count].elementsEqual(expected)
    }

    /// Whether the bytes at an offset are those of a text; false when they lie outside.
    package func has(_ expected: String, at offset: Int) -> Bool {
        has(Array(expected.utf8), at: offset)
    }

    private func number(at offset: Int, count: Int, _ order: Order) throws -> UInt64 {
        try check(offset, count)
        var result: UInt64 = 0
        for index in 0..<count {
            let position = order == .big ? index : count - 1 - index
            result = result << 8 | UInt64(bytes[offset + position])
        }
        return result
    }

    private func check(_ offset: Int, _ length: Int) throws {
        guard offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset else {
            throw FGError(
                .refused,
                "\(length) bytes at offset \(offset) lie outside of a structure of \(bytes.count) bytes"
            )
        }
    }
}
