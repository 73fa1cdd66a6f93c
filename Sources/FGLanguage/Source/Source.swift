package import FGCore

/// A text of the language with its name, and where its lines start.
package struct Source: Sendable {
    /// The name in messages: a path, `<stdin>`, `-c#1`, `<prompt>`.
    package let name: String
    /// The text as UTF-8; bytes that are no UTF-8 were replaced.
    package let bytes: [UInt8]
    private let lineStarts: [Int]

    /// A place as people count: from 1.
    package struct Location: Sendable, Hashable {
        package let line: Int
        /// In characters.
        package let column: Int
    }

    /// Takes a text, without the mark of its encoding that some editors put before it.
    package init(name: String, text: String) {
        self.name = name
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let bytes = Array(text.utf8.dropFirst(text.utf8.starts(with: mark) ? mark.count : 0))
        self.bytes = bytes
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0a }.map { $0 + 1 }
    }

    /// Reads a file.
    ///
    /// - Throws: `SourceError` with the place of bytes that are not UTF-8, else the system's error.
    package init(file: FilePath) throws {
        try self.init(name: file.string, bytes: file.readBytes())
    }

    /// Takes bytes from outside.
    ///
    /// - Throws: `SourceError` with the place of bytes that are not UTF-8.
    package init(name: String, bytes: [UInt8]) throws {
        self.init(name: name, text: String(decoding: bytes, as: UTF8.self))
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        // Up to the first wrong byte the repaired text is the same.
        let skipped = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        let offset = Self.validPrefix(of: bytes) - skipped
        let byte = String(bytes[offset + skipped], radix: 16)
        throw SourceError(
            [
                Diagnostic(
                    "the byte 0x\(byte) is not UTF-8",
                    at: offset..<offset + 1,
                    hint: "save the text as UTF-8"
                )
            ],
            in: self
        )
    }

    /// How many bytes from the start on are UTF-8.
    private static func validPrefix(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return count
    }

    /// The place of an offset.
    package func location(of offset: Int) -> Location {
        let offset = min(max(0, offset), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = bytes[lineStarts[low]..<offset]
        // Characters are counted only where they are not the bytes.
        let isASCII = before.allSatisfy { $0 < 0x80 }
        let count = isASCII ? before.count : String(decoding: before, as: UTF8.self).count
        return Location(line: low + 1, column: count + 1)
    }

    /// The range of a line, counted from 1, without its end.
    package func range(ofLine number: Int) -> SourceRange {
        let start = lineStarts[number - 1]
        var end = max(start, number < lineStarts.count ? lineStarts[number] - 1 : bytes.count)
        if end > start, bytes[end - 1] == 0x0d { end -= 1 }
        return start..<end
    }

    /// The text of a range.
    package func text(_ range: SourceRange) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }
}
