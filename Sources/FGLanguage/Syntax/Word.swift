/// A word: adjacent pieces of bare text, quoted text and variables.
package struct Word: Sendable, Hashable {
    /// A piece of a word.
    package enum Part: Sendable, Hashable {
        /// Text that stood bare.
        case bare(String)
        /// Text from quotes.
        case quoted(String)
        /// `$name`, `${name.field}`.
        case variable(String, field: String?)
    }

    package let parts: [Part]
    package let range: SourceRange

    package init(_ parts: [Part], range: SourceRange) {
        self.parts = parts
        self.range = range
    }

    /// The text, if no variable is in it.
    package var literal: String? {
        var text = ""
        for part in parts {
            switch part {
            case .bare(let piece), .quoted(let piece): text += piece
            case .variable: return nil
            }
        }
        return text
    }

    /// The text, if all of it stood bare.
    package var bareText: String? {
        guard parts.count == 1, case .bare(let text) = parts[0] else { return nil }
        return text
    }

    /// Whether it is written like a range of numbers such as `1..$count`.
    package var isRange: Bool {
        parts.contains { if case .bare(let text) = $0 { text.contains("..") } else { false } }
            && !parts.contains { if case .quoted = $0 { true } else { false } }
    }

    /// The variables in it.
    package var variables: [String] {
        parts.compactMap { part in
            if case .variable(let name, _) = part { return name }
            return nil
        }
    }

    /// Where a range of its text stands, if the word was written as its text, bare or between quotes.
    package func range(ofText range: SourceRange, in source: Source) -> SourceRange? {
        guard parts.count == 1, let text = literal else { return nil }
        let written = source.text(self.range)
        let inner = written == text ? 0 : written.dropFirst().dropLast() == text ? 1 : nil
        return inner.map { start in
            let start = self.range.lowerBound + start
            return start + range.lowerBound..<start + range.upperBound
        }
    }

    /// The word without the first bytes of its first, bare piece, which are whole characters of their own.
    func droppingFirst(_ count: Int) -> Word {
        guard let first = parts.first, case .bare(let text) = first else { return self }
        let rest = String(decoding: text.utf8.dropFirst(count), as: UTF8.self)
        let kept = (rest.isEmpty && parts.count > 1 ? [] : [Part.bare(rest)]) + parts.dropFirst()
        let start = range.lowerBound + min(count, text.utf8.count)
        return Word(kept, range: start..<max(start, range.upperBound))
    }

    /// Whether it begins with a sign that stood bare; an accent behind the sign makes no other sign of it.
    func begins(with sign: Unicode.Scalar) -> Bool {
        bareText?.unicodeScalars.first == sign
    }
}
