package import FGCore

/// A text of the language with its name, and where its lines start.
package struct Source: Sendable {
    /// The name in messages: a path, `<stdin>`, `-c#1`, `<prompt>`.
    package let name: String
    /// The text as UTF-8; bytes that are no UTF-8 were replaced.
    package let bytes: [UInt8]
    /// The number of the text's first line: over 1 for a part of a longer text.
    package let firstLine: Int
    private let lineStarts: [Int]

    /// A place as people count: from 1.
    package struct Location: Sendable, Hashable {
        package let line: Int
        /// In characters.
        package let column: Int
    }

    /// Takes a text, without the mark of its encoding that some editors put before it.
    package init(name: String, text: String) {
        self.init(name: name, unchecked: Array(text.utf8), firstLine: 1)
    }

    private init(name: String, unchecked bytes: [UInt8], firstLine: Int) {
        self.init(name: name, whole: firstLine == 1 ? Self.withoutMark(bytes) : bytes, firstLine: firstLine)
    }

    private init(name: String, whole bytes: [UInt8], firstLine: Int) {
        self.name = name
        self.firstLine = firstLine
        self.bytes = bytes
        lineStarts = Self.lineStarts(of: bytes)
    }

    /// The text up to an offset, or up to the character that the offset is inside of.
    func head(_ offset: Int) -> Source {
        var end = min(max(0, offset), bytes.count)
        while end > 0, end < bytes.count, bytes[end] & 0xc0 == 0x80 { end -= 1 }
        return Source(name: name, whole: Array(bytes[..<end]), firstLine: firstLine)
    }

    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices where bytes[index] == 0x0a { starts.append(index + 1) }
        }
        return starts
    }

    /// Reads a file.
    ///
    /// - Throws: `SourceError` with the place of bytes that are not UTF-8, else the system's error.
    package init(file: FilePath) throws {
        try self.init(name: file.string, bytes: file.readBytes())
    }

    /// Takes bytes from outside: a whole text, or the part of one that begins with a line.
    ///
    /// - Throws: `SourceError` with the place of bytes that are not UTF-8.
    package init(name: String, bytes: [UInt8], firstLine: Int = 1) throws {
        let offset = Self.validPrefix(of: bytes)
        guard offset < bytes.count else {
            self.init(name: name, unchecked: bytes, firstLine: firstLine)
            return
        }
        // Up to the first wrong byte the repaired text is the same.
        let repaired = Array(String(decoding: bytes, as: UTF8.self).utf8)
        self.init(name: name, unchecked: repaired, firstLine: firstLine)
        let start = offset - (firstLine == 1 ? bytes.count - Self.withoutMark(bytes).count : 0)
        throw SourceError(
            [
                Diagnostic(
                    "the byte 0x\(String(bytes[offset], radix: 16)) is not UTF-8",
                    at: start..<start + 1,
                    hint: "save the text as UTF-8"
                )
            ],
            in: self
        )
    }

    /// How many bytes from the start on are UTF-8.
    private static func validPrefix(of bytes: [UInt8]) -> Int {
        // Nearly all texts are whole, which the library sees much faster.
        if String(validating: bytes, as: UTF8.self) != nil { return bytes.count }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return count
    }

    /// Where a range begins, as errors name it: `name:line:column`.
    package func place(of range: SourceRange) -> String {
        let place = location(of: range.lowerBound)
        return "\(name):\(place.line):\(place.column)"
    }

    /// The place of an offset.
    package func location(of offset: Int) -> Location {
        let offset = min(max(0, offset), bytes.count)
        let index = lineIndex(of: offset)
        let before = bytes[lineStarts[index]..<offset]
        // Characters are counted only where they are not the bytes.
        let isASCII = before.allSatisfy { $0 < 0x80 }
        let count = isASCII ? before.count : String(decoding: before, as: UTF8.self).count
        return Location(line: firstLine + index, column: count + 1)
    }

    /// The number of the line that an offset is in; found fast also where the line is long.
    package func line(of offset: Int) -> Int {
        firstLine + lineIndex(of: offset)
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The range of a line, counted as `location` does, without its end.
    package func range(ofLine number: Int) -> SourceRange {
        let index = number - firstLine
        let start = lineStarts[index]
        var end = max(start, index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count)
        if end > start, bytes[end - 1] == 0x0d { end -= 1 }
        return start..<end
    }

    /// Where the line of a range starts, if nothing but blanks stands before the range; nil otherwise.
    func lineStart(ofFirstIn range: SourceRange) -> Int? {
        var start = range.lowerBound
        while start > 0, bytes[start - 1] == UInt8(ascii: " ") || bytes[start - 1] == UInt8(ascii: "\t") {
            start -= 1
        }
        return start == 0 || bytes[start - 1] == 0x0a ? start : nil
    }

    /// The text of a range.
    package func text(_ range: SourceRange) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }
}
