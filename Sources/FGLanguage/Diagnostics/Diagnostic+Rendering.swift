extension Diagnostic {
    /// `NAME:LINE:COLUMN: error: message`, the line, a caret line and the hint.
    package func rendered(in source: Source) -> String {
        let place = source.location(of: range.lowerBound)
        let line = source.line(place.line)
        let before = line.prefix(place.column - 1)
        // Tabs stay tabs, so that the caret stands under its character in any terminal.
        let indent = before.map { $0 == "\t" ? "\t" : String(repeating: " ", count: DisplayWidth.of($0)) }
            .joined()
        let marked = source.text(range.lowerBound..<max(range.lowerBound, range.upperBound))
            .prefix { $0 != "\n" && $0 != "\r\n" }
        let width = max(1, DisplayWidth.of(String(marked)))
        var lines = [
            "\(source.name):\(place.line):\(place.column): error: \(message)",
            "    " + line,
            "    " + indent + "^" + String(repeating: "~", count: width - 1),
        ]
        if let hint { lines.append("    hint: " + hint) }
        return lines.joined(separator: "\n")
    }
}
