import FGLanguage
import FGTerminal

/// A page of Markdown for a terminal: wrapped to its width, with colours where it has them.
struct MarkdownLayout {
    /// Longer lines are hard to read, however wide the terminal is.
    private static let widest = 100
    private let width: Int
    private let hasColors: Bool

    init(width: Int, hasColors: Bool) {
        self.width = max(1, min(width, Self.widest))
        self.hasColors = hasColors
    }

    /// The lines of the parts, with a blank one between them.
    func text(of blocks: [MarkdownBlock]) -> String {
        blocks.map { lines(of: $0).map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private func lines(of block: MarkdownBlock) -> [String] {
        switch block {
        case .heading(let title, let level):
            let title = VisibleText.escaped(title)
            return [hasColors ? TextStyle.bold.of(title) : level == 1 ? title : title.uppercased()]
        case .paragraph(let text): return wrapped(text, indent: 0)
        case .code(let code):
            return VisibleText.escaped(code).split(separator: "\n", omittingEmptySubsequences: false).map {
                line in
                line.isEmpty ? "" : blanks(indent) + String(line)
            }
        case .list(let items): return lines(of: items)
        }
    }

    /// How far code stands in from the left.
    private var indent: Int { min(4, width / 10) }

    private func lines(of items: [MarkdownBlock.Item]) -> [String] {
        let longest = items.compactMap(\.term).map { DisplayWidth.of($0) }.max() ?? 0
        let column = min(longest, width / 3) + 2
        return items.flatMap { item -> [String] in
            guard let term = item.term else {
                return marked("• ", wrapped(item.text, indent: 2))
            }
            let shown = VisibleText.escaped(term)
            let head = "  " + (hasColors ? TextStyle.cyan.of(shown) : shown)
            let size = DisplayWidth.of(shown)
            let body = wrapped(item.text, indent: column + 2)
            guard size + 2 <= column else { return [head] + body }
            return marked(head + blanks(column - size), body, width: column + 2)
        }
    }

    /// Lines of which the first has a mark in the place of its indentation.
    private func marked(_ mark: String, _ lines: [String], width: Int = 2) -> [String] {
        guard let first = lines.first else { return [mark] }
        return [mark + first.dropFirst(width)] + lines.dropFirst()
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    private func wrapped(_ text: String, indent: Int) -> [String] {
        var lines: [String] = []
        var line = blanks(indent)
        var taken = indent
        for word in MarkdownWord.words(of: VisibleText.escaped(text), unbroken: (width - indent) / 2) {
            let size = word.width(hasColors: hasColors)
            if taken > indent, taken + 1 + size > width {
                lines.append(line)
                (line, taken) = (blanks(indent), indent)
            }
            if taken > indent { (line, taken) = (line + " ", taken + 1) }
            line += word.text(hasColors: hasColors)
            taken += size
        }
        return lines + (taken > indent ? [line] : [])
    }
}

/// What stands between two blanks of a paragraph, or a piece of code with the blanks in it.
struct MarkdownWord {
    private enum Style {
        case plain
        case code
        case bold
    }

    private var parts: [(text: String, style: Style)] = []

    /// The words of a paragraph; code of no more than some columns stays in one piece.
    static func words(of text: String, unbroken: Int) -> [MarkdownWord] {
        var words: [MarkdownWord] = []
        var word = MarkdownWord()
        var rest = text[...]
        while let character = rest.first {
            if character == "`", let end = rest.dropFirst().firstIndex(of: "`") {
                word.add(code: rest[..<end].dropFirst(), unbroken, to: &words)
                rest = rest[rest.index(after: end)...]
            } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
                word.parts.append((String(rest[..<end.lowerBound].dropFirst(2)), .bold))
                rest = rest[end.upperBound...]
            } else if character == " " {
                word.end(&words)
                rest = rest.dropFirst()
            } else {
                let plain = rest.dropFirst().firstIndex { " `*".contains($0) } ?? rest.endIndex
                word.parts.append((String(rest[..<plain]), .plain))
                rest = rest[plain...]
            }
        }
        word.end(&words)
        return words
    }

    private mutating func add(code: Substring, _ unbroken: Int, to words: inout [MarkdownWord]) {
        guard DisplayWidth.of(code) > unbroken else { return parts.append((String(code), .code)) }
        let pieces = code.split(separator: " ")
        for (index, piece) in pieces.enumerated() {
            parts.append((String(piece), .code))
            if index + 1 < pieces.count { end(&words) }
        }
    }

    private mutating func end(_ words: inout [MarkdownWord]) {
        if !parts.isEmpty { words.append(self) }
        parts = []
    }

    /// The columns it takes.
    func width(hasColors: Bool) -> Int {
        parts.reduce(0) { $0 + DisplayWidth.of($1.text) + (marks($1.style, hasColors) ? 2 : 0) }
    }

    /// The word as it is written: without colours code keeps its marks, since they say something.
    func text(hasColors: Bool) -> String {
        parts.map { part in
            switch part.style {
            case .plain: part.text
            case .code: hasColors ? TextStyle.cyan.of(part.text) : "`\(part.text)`"
            case .bold: hasColors ? TextStyle.bold.of(part.text) : part.text
            }
        }.joined()
    }

    private func marks(_ style: Style, _ hasColors: Bool) -> Bool { style == .code && !hasColors }
}
