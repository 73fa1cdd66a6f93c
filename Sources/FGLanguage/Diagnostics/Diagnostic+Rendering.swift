extension Diagnostic {
    /// Columns of a line that are shown before its place, and from it on.
    private static let shownWidth = 100

    /// `NAME:LINE:COLUMN: error: message`, the line around the place, a caret line and the hint.
    package func rendered(in source: Source) -> String {
        let place = source.location(of: range.lowerBound)
        let (before, after) = shownLine(place.line, source)
        // Tabs stay tabs, so that the caret stands under its character in any terminal.
        let indent = VisibleText.replaced(before).map {
            $0 == "\t" ? "\t" : String(repeating: " ", count: DisplayWidth.of($0))
        }
        .joined()
        let marked = source.text(range.clamped(to: range.lowerBound..<range.lowerBound + after.utf8.count))
            .prefix { $0 != "\n" && $0 != "\r\n" }
        let width = max(1, DisplayWidth.of(marked))
        var lines = [
            "\(source.name):\(place.line):\(place.column): error: \(VisibleText.escaped(Self.shortened(message, to: 240)))",
            "    " + VisibleText.replaced(before + after),
            "    " + indent + "^" + String(repeating: "~", count: width - 1),
        ]
        if let hint { lines.append("    hint: " + VisibleText.escaped(Self.shortened(hint, to: 1200))) }
        return lines.joined(separator: "\n")
    }

    /// The line before and from the place on, each cut with … where it is long.
    private func shownLine(_ number: Int, _ source: Source) -> (before: String, after: String) {
        let line = source.range(ofLine: number)
        let offset = min(max(range.lowerBound, line.lowerBound), line.upperBound)
        // A few bytes a column are enough; the rest of a long line is not even read.
        var start = max(line.lowerBound, offset - 8 * Self.shownWidth)
        while start < offset, source.bytes[start] & 0xc0 == 0x80 { start += 1 }
        var end = min(line.upperBound, offset + 8 * Self.shownWidth)
        while end > offset, end < line.upperBound, source.bytes[end] & 0xc0 == 0x80 { end -= 1 }
        let (before, after) = (source.text(start..<offset), source.text(offset..<end))
        let head = Self.cut(before.reversed())
        let tail = Self.cut(Array(after))
        let isCutBefore = start > line.lowerBound || head.count < before.count
        let isCutAfter = end < line.upperBound || tail.count < after.count
        return ((isCutBefore ? "…" : "") + String(head.reversed()), String(tail) + (isCutAfter ? "…" : ""))
    }

    /// A text without its middle where words of the source make it too long to be read.
    private static func shortened(_ text: String, to limit: Int) -> String {
        text.utf8.count <= limit ? text : text.prefix(limit / 2) + "…" + text.suffix(limit / 8)
    }

    /// The first characters that fit.
    private static func cut(_ characters: [Character]) -> [Character] {
        var width = 0
        return characters.prefix { character in
            width += DisplayWidth.of(character)
            return width <= shownWidth
        }.map { $0 }
    }
}
