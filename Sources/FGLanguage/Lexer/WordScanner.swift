/// Reads one word: bare text, quotes and variables up to a blank or a delimiter.
struct WordScanner {
    let source: Source
    private(set) var position: Int
    let mode: LexerMode
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var openAtEnd: Character?
    private var parts: [Word.Part] = []
    private var bare: [UInt8] = []

    init(source: Source, position: Int, mode: LexerMode) {
        self.source = source
        self.position = position
        self.mode = mode
    }

    /// The parts of the word; afterwards `position` stands behind it.
    mutating func scan() -> [Word.Part] {
        while let byte = peek(), !isEnd(byte) {
            switch byte {
            case UInt8(ascii: "'"): raw()
            case UInt8(ascii: "\""): interpolated()
            case UInt8(ascii: "$"): if !variable() { takeBare() }
            case UInt8(ascii: "\\"):
                diagnostics.append(
                    Diagnostic(
                        "a backslash stands only at the end of a line and in double quotes",
                        at: position..<position + 1,
                        hint: "put the word in single quotes"
                    )
                )
                takeBare()
            case 0xef where peek(1) == 0xbb && peek(2) == 0xbf: mark()
            default: takeBare()
            }
        }
        flush()
        return parts.isEmpty ? [.bare("")] : parts
    }

    /// Whether a byte ends the word, which is the one at `position` moved by `ahead`.
    private func isEnd(_ byte: UInt8, ahead: Int = 0) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: ";"),
            UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            return true
        case UInt8(ascii: "\\"): return continuesLine(ahead: ahead)
        case UInt8(ascii: "&"): return ahead == 0 && endsStatement
        case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return mode == .condition || mode == .expression
        case UInt8(ascii: "]"): return mode == .expression
        case UInt8(ascii: "!"):
            return (mode == .condition || mode == .expression) && peek(ahead + 1) == UInt8(ascii: "=")
        default: return false
        }
    }

    /// Whether a backslash is the last of its line, or of the text.
    private func continuesLine(ahead: Int) -> Bool {
        switch peek(ahead + 1) {
        case nil, UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): peek(ahead + 2) == UInt8(ascii: "\n")
        default: false
        }
    }

    /// Whether the `&` here ends a statement: it does where it ends a word.
    ///
    /// Several together are text of a word.
    var endsStatement: Bool {
        guard peek(-1) != UInt8(ascii: "&") else { return false }
        return peek(1).map { isEnd($0, ahead: 1) } ?? true
    }

    /// Whether a text can name a variable: a letter or `_`, then also digits and `-`.
    static func isVariableName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.isASCII, first != "-" else { return false }
        guard first == "_" || first.properties.isAlphabetic else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
                    || "_-".unicodeScalars.contains($0))
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    private mutating func takeBare() {
        if let byte = peek() { bare.append(byte) }
        position += 1
    }

    /// U+FEFF, which nobody sees: only before a text it marks the encoding and is no part of it.
    private mutating func mark() {
        diagnostics.append(
            Diagnostic(
                "a byte-order mark (U+FEFF) inside the text",
                at: position..<position + 3,
                hint: "remove it, or write \\u{feff} between double quotes"
            )
        )
        // It stays in the word, so that places in its text are places in the source.
        for _ in 0..<3 { takeBare() }
    }

    private mutating func flush() {
        if !bare.isEmpty { parts.append(.bare(String(decoding: bare, as: UTF8.self))) }
        bare = []
    }

    /// `'…'`: as it stands.
    private mutating func raw() {
        flush()
        let start = position
        position += 1
        while let byte = peek(), byte != UInt8(ascii: "'") {
            _ = byte
            position += 1
        }
        parts.append(.quoted(source.text(start + 1..<position)))
        close(UInt8(ascii: "'"), from: start)
    }

    /// `"…"`: escapes and variables.
    private mutating func interpolated() {
        flush()
        let start = position
        position += 1
        var text: [UInt8] = []
        let before = parts.count
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                text += escape()
            } else if byte == UInt8(ascii: "$") {
                if startsVariable {
                    if !text.isEmpty { parts.append(.quoted(String(decoding: text, as: UTF8.self))) }
                    text = []
                    _ = variable()
                } else {
                    text.append(byte)
                    position += 1
                }
            } else {
                text.append(byte)
                position += 1
            }
        }
        if !text.isEmpty || parts.count == before {
            parts.append(.quoted(String(decoding: text, as: UTF8.self)))
        }
        close(UInt8(ascii: "\""), from: start)
    }

    private mutating func close(_ quote: UInt8, from start: Int) {
        if peek() == quote {
            position += 1
        } else {
            let character = Character(Unicode.Scalar(quote))
            openAtEnd = character
            diagnostics.append(
                Diagnostic(
                    "the quote \(character) is not closed",
                    at: start..<start + 1,
                    hint: "put a \(character) where the text ends"
                )
            )
        }
    }

    private mutating func escape() -> [UInt8] {
        let start = position
        guard let next = peek(1) else {
            position += 1
            return []
        }
        position += 2
        switch next {
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "$"): return [next]
        case 0x0a: return []
        case UInt8(ascii: "u") where peek() == UInt8(ascii: "{"): return unicodeEscape(from: start)
        default:
            diagnostics.append(
                Diagnostic(
                    "\"\\\(Character(Unicode.Scalar(next)))\" is no escape",
                    at: start..<position,
                    hint: "use \\n \\t \\\" \\\\ \\$ or \\u{…}, or single quotes for raw text"
                )
            )
            return []
        }
    }

    private mutating func unicodeEscape(from start: Int) -> [UInt8] {
        position += 1
        let digits = position
        while let byte = peek(), Character(Unicode.Scalar(byte)).isHexDigit { position += 1 }
        let scalar = UInt32(source.text(digits..<position), radix: 16).flatMap(Unicode.Scalar.init)
        if peek() == UInt8(ascii: "}") { position += 1 }
        guard let scalar else {
            diagnostics.append(
                Diagnostic("no character has this number", at: start..<position, hint: "write \\u{1F600}")
            )
            return []
        }
        return Array(String(Character(scalar)).utf8)
    }

    /// Whether the dollar here begins a variable and does not stand for itself.
    private var startsVariable: Bool {
        guard let next = peek(1) else { return false }
        return next == UInt8(ascii: "{") || next == UInt8(ascii: "_")
            || (0x41...0x5a).contains(next) || (0x61...0x7a).contains(next)
    }

    /// `$name`, `${name}`, `${name.field}`; false when the dollar stands for itself.
    private mutating func variable() -> Bool {
        let start = position
        let isBraced = peek(1) == UInt8(ascii: "{")
        var cursor = position + (isBraced ? 2 : 1)
        let name = identifier(&cursor, allowsDash: isBraced)
        guard !name.isEmpty else {
            guard isBraced else { return false }
            diagnostics.append(
                Diagnostic("a variable needs a name", at: start..<start + 2, hint: "write ${name}")
            )
            position = start + 2
            return true
        }
        var field: String?
        if isBraced {
            if cursor < source.bytes.count, source.bytes[cursor] == UInt8(ascii: ".") {
                cursor += 1
                field = identifier(&cursor, allowsDash: true)
            }
            if cursor < source.bytes.count, source.bytes[cursor] == UInt8(ascii: "}") {
                cursor += 1
            } else {
                diagnostics.append(
                    Diagnostic(
                        "the { of this variable is not closed",
                        at: start..<cursor,
                        hint: "write ${\(name)}"
                    )
                )
            }
        }
        flush()
        position = cursor
        parts.append(.variable(name, field: field))
        return true
    }

    private func identifier(_ cursor: inout Int, allowsDash: Bool) -> String {
        let start = cursor
        while cursor < source.bytes.count {
            let byte = source.bytes[cursor]
            let isLetter = (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            let isDigit = (0x30...0x39).contains(byte)
            let isJoin = byte == UInt8(ascii: "_") || (allowsDash && byte == UInt8(ascii: "-"))
            guard isLetter || byte == UInt8(ascii: "_") || (cursor > start && (isDigit || isJoin)) else {
                break
            }
            cursor += 1
        }
        return source.text(start..<cursor)
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        source.bytes.indices.contains(position + ahead) ? source.bytes[position + ahead] : nil
    }
}
