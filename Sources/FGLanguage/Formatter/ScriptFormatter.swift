/// Prints a script in its canonical form: one statement a line, one blank between words, blocks indented by four.
///
/// Words stay as they were written, comments stay where they were; formatting twice changes nothing. A statement with
/// comments between its words stays as it was written.
package struct ScriptFormatter {
    let source: Source
    let script: Script
    var lines: [String] = []
    var comments: ArraySlice<Comment>
    var lastOffset = 0

    /// The canonical form of a text that parses without errors.
    package static func format(_ source: Source, _ script: Script) -> String {
        var formatter = ScriptFormatter(source: source, script: script)
        return formatter.format()
    }

    private init(source: Source, script: Script) {
        self.source = source
        self.script = script
        comments = script.comments[...]
    }

    private mutating func format() -> String {
        format(script.statements, end: source.bytes.count + 1, indent: "")
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    /// Prints statements and the comments between them, up to where they end.
    mutating func format(_ statements: [Statement], end: Int, indent: String) {
        for (index, statement) in statements.enumerated() {
            takeComments(before: statement.range.lowerBound, indent: indent)
            separate(before: statement.range.lowerBound)
            lastOffset = statement.range.upperBound
            format(statement, indent)
            lastOffset = statement.range.upperBound
            let next = statements.dropFirst(index + 1).first?.range.lowerBound ?? end
            takeTrailingComment(after: statement.range.upperBound, before: next)
        }
        takeComments(before: end, indent: indent)
    }

    private mutating func format(_ statement: Statement, _ indent: String) {
        if case .template(let definition) = statement.kind { return format(definition, indent) }
        guard let pieces = pieces(of: statement) else { return lines.append(indent + text(of: statement)) }
        let outside = comments.prefix { $0.range.lowerBound < statement.range.upperBound }
            .filter { comment in
                !pieces.contains { piece in
                    if case .block(let block) = piece {
                        return block.range.contains(comment.range.lowerBound)
                    }
                    return false
                }
            }
        guard outside.isEmpty else {
            comments = comments.drop { $0.range.lowerBound < statement.range.upperBound }
            return lines.append(indent + source.text(statement.range))
        }
        var line = indent
        for piece in pieces {
            switch piece {
            case .text(let text): line += text
            case .block(let block):
                format(block, after: line, indent)
                line = lines.popLast() ?? indent
            }
        }
        lines.append(line)
    }

    /// Prints `{`, the statements and `}`, which stands alone on the last line.
    private mutating func format(_ block: Block, after opening: String, _ indent: String) {
        lines.append(opening + "{")
        let first = block.statements.first?.range.lowerBound ?? block.range.upperBound - 1
        takeTrailingComment(after: block.range.lowerBound + 1, before: first)
        let start = lines.count
        lastOffset = block.range.lowerBound
        format(block.statements, end: block.range.upperBound - 1, indent: indent + "    ")
        // No empty lines behind the brace.
        if start < lines.count, lines[start].isEmpty { lines.remove(at: start) }
        lines.append(indent + "}")
        lastOffset = block.range.upperBound
    }

    /// Keeps one blank line where the text had some.
    mutating func separate(before offset: Int) {
        guard !lines.isEmpty, lastOffset < offset else { return }
        let newlines = source.bytes[lastOffset..<offset].filter { $0 == 0x0a }.count
        if newlines > 1 { lines.append("") }
    }

    mutating func takeComments(before offset: Int, indent: String) {
        while let comment = comments.first, comment.range.lowerBound < offset {
            comments = comments.dropFirst()
            separate(before: comment.range.lowerBound)
            lines.append(indent + comment.text)
            lastOffset = comment.range.upperBound
        }
    }

    mutating func takeTrailingComment(after offset: Int, before next: Int) {
        guard let comment = comments.first, !comment.ownsLine, !lines.isEmpty,
            comment.range.lowerBound < next,
            !source.bytes[min(offset, comment.range.lowerBound)..<comment.range.lowerBound].contains(0x0a)
        else { return }
        comments = comments.dropFirst()
        lines[lines.count - 1] += "  " + comment.text
        lastOffset = comment.range.upperBound
    }

    private mutating func format(_ definition: TemplateDefinition, _ indent: String) {
        let inside = indent + "    "
        lines.append("\(indent)template \(definition.name.name) {")
        let first = definition.lines.first?.range.lowerBound ?? definition.range.upperBound
        // Between the name and the brace there are only blanks and continued lines.
        let brace = source.bytes[definition.name.range.upperBound...].firstIndex(of: UInt8(ascii: "{"))
        takeTrailingComment(after: brace ?? definition.name.range.upperBound, before: first)
        let width = definition.lines.map { $0.keyword.name.count }.max() ?? 0
        lastOffset = definition.name.range.upperBound
        var isFirst = true
        for (index, line) in definition.lines.enumerated() {
            let start = lines.count
            takeComments(before: line.range.lowerBound, indent: inside)
            if isFirst, start < lines.count, lines[start].isEmpty { lines.remove(at: start) }
            if !isFirst || start < lines.count { separate(before: line.range.lowerBound) }
            isFirst = false
            let words = line.arguments.map { source.text($0.range) }.joined(separator: " ")
            let padding = String(repeating: " ", count: width - line.keyword.name.count + 1)
            lines.append(inside + line.keyword.name + (words.isEmpty ? "" : padding + words))
            lastOffset = line.range.upperBound
            let next = definition.lines.dropFirst(index + 1).first?.range.lowerBound
            takeTrailingComment(after: line.range.upperBound, before: next ?? definition.range.upperBound)
        }
        takeComments(before: definition.range.upperBound, indent: inside)
        lines.append(indent + "}")
        lastOffset = definition.range.upperBound
    }
}
