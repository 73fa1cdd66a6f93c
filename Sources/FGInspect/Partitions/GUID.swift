import FGCore

/// A 128-bit identifier in the text form of RFC 9562, lower case.
package struct GUID: Hashable, Sendable, CustomStringConvertible {
    /// Five groups of hexadecimal digits with dashes.
    package let description: String

    /// Takes 16 bytes in the order of the text form, as ext4 stores its identifier.
    package init(bytes: some Sequence<UInt8>) {
        var text = ""
        for (index, byte) in bytes.prefix(16).enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text += Self.hex(byte)
        }
        description = text
    }

    /// Takes 16 bytes as GPT stores them: the first three groups little-endian.
    package init(mixedEndian bytes: [UInt8]) throws {
        guard bytes.count == 16 else { throw FGError(.refused, "a GUID has 16 bytes") }
        self.init(bytes: [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map { bytes[$0] })
    }

    /// Takes the text form as it stands, in lower case.
    package init(_ text: String) {
        description = text.lowercased()
    }

    /// Whether all bits are zero.
    package var isZero: Bool { description.utf8.allSatisfy { $0 == 0x30 || $0 == 0x2d } }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}
