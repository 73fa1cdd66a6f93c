/// Hides the values of secret options in a text that will be stored or shown.
///
/// It reads the text by itself, since a line with a mistake has secrets too.
package struct SecretMask: Sendable {
    private let names: Set<String>
    private static let mask = Array("***".utf8)

    /// Takes the options of a table that are marked secret.
    package init(_ table: CommandTable) {
        names = Set(table.signatures.flatMap(\.options).filter(\.isSecret).map(\.name))
    }

    /// The text with `***` for the value of each secret option, in quotes or parentheses or none, on any line.
    package func masked(_ text: String) -> String {
        guard !names.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard let value = valueOfSecret(bytes, from: position) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            result += bytes[position..<value.lowerBound] + Self.mask
            position = value.upperBound
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The value of the secret option that starts at a position; nil when none does, or it is a variable.
    private func valueOfSecret(_ bytes: [UInt8], from start: Int) -> Range<Int>? {
        guard bytes[start...].starts(with: "--".utf8), start == 0 || !Self.isOfName(bytes[start - 1]) else {
            return nil
        }
        let rest = bytes[(start + 2)...]
        let nameEnd = rest.firstIndex { !Self.isOfName($0) } ?? bytes.count
        guard names.contains(String(decoding: bytes[start + 2..<nameEnd], as: UTF8.self)) else { return nil }
        var position = nameEnd
        if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
            position += 1
        } else {
            while position < bytes.count, Self.isGap(bytes, position) { position += 1 }
            guard position > nameEnd else { return nil }
        }
        let end = Self.endOfValue(bytes, from: position)
        return end > position && bytes[position] != UInt8(ascii: "$") ? position..<end : nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
    }

    /// A blank, or a backslash at a line's end and that end.
    private static func isGap(_ bytes: [UInt8], _ position: Int) -> Bool {
        let byte = bytes[position]
        if byte == 0x20 || byte == 0x09 { return true }
        if byte == UInt8(ascii: "\\") { return position + 1 < bytes.count && bytes[position + 1] == 0x0a }
        return byte == 0x0a && position > 0 && bytes[position - 1] == UInt8(ascii: "\\")
    }

    private static func endOfValue(_ bytes: [UInt8], from start: Int) -> Int {
        var quote: UInt8?
        var depth = 0
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
                if byte == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") { position += 1 }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if "([".utf8.contains(byte) {
                depth += 1
            } else if ")]".utf8.contains(byte), depth > 0 {
                depth -= 1
            } else if depth == 0, " \t\n\r;|)]}".utf8.contains(byte) {
                return position
            }
            position += 1
        }
        return bytes.count
    }
}
