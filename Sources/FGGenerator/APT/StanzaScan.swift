import Glibc

/// Goes through the stanzas of a list of packages and reads the few fields that every one is asked for.
struct StanzaScan {
    /// What a stanza says.
    struct Fields {
        var package: String?
        /// Whether every system has the package: it is essential, or of priority `required`.
        var isBase = false
        /// Where the value of the field of that name stands.
        var provides: Range<Int>?
    }

    private let buffer: UnsafeRawBufferPointer
    private var lines: ByteLines

    /// Scans bytes that outlive the scan.
    init(_ buffer: UnsafeRawBufferPointer) {
        self.buffer = buffer
        lines = ByteLines(buffer)
    }

    /// The next stanza, without the empty line behind it; nil after the last.
    mutating func next() -> (bytes: Range<Int>, Fields)? {
        var stanza: Range<Int>?
        var fields = Fields()
        while let line = lines.next() {
            if line.isEmpty {
                if stanza != nil { break }
            } else {
                stanza = (stanza?.lowerBound ?? line.lowerBound)..<line.upperBound
                take(line, into: &fields)
            }
        }
        return stanza.map { ($0, fields) }
    }

    private func take(_ line: Range<Int>, into fields: inout Fields) {
        // Few lines begin with a letter of these.
        guard buffer[line.lowerBound] == UInt8(ascii: "P") || buffer[line.lowerBound] == UInt8(ascii: "E")
        else { return }
        if let name = text(of: "Package: ", in: line) {
            fields.package = name
        } else if let provided = value(of: "Provides: ", in: line) {
            fields.provides = provided
        } else if text(of: "Essential: ", in: line) == "yes" {
            fields.isBase = true
        } else if text(of: "Priority: ", in: line) == "required" {
            fields.isBase = true
        }
    }

    private func text(of field: StaticString, in line: Range<Int>) -> String? {
        value(of: field, in: line).map { String(decoding: buffer[$0], as: UTF8.self) }
    }

    /// Where stands what is behind a field's name; nil in another field's line.
    private func value(of field: StaticString, in line: Range<Int>) -> Range<Int>? {
        let length = field.utf8CodeUnitCount
        guard line.count >= length, let base = buffer.baseAddress,
            memcmp(base + line.lowerBound, field.utf8Start, length) == 0
        else { return nil }
        return line.lowerBound + length..<line.upperBound
    }
}
