/// A part of a page of Markdown, as far as the pages of help use it.
enum MarkdownBlock: Equatable {
    case heading(String, level: Int)
    case paragraph(String)
    case code(String)
    /// Items; what stands behind two blanks after a word in backticks is told apart from it.
    case list([Item])

    /// An item of a list.
    struct Item: Equatable {
        /// The word that the item explains; nil for an item of plain text.
        var term: String?
        var text: String
    }

    /// The parts of a text, in order.
    static func blocks(of text: String) -> [MarkdownBlock] {
        var reader = Reader()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { reader.take(line) }
        reader.end()
        return reader.blocks
    }

    private struct Reader {
        var blocks: [MarkdownBlock] = []
        private var paragraph: [Substring] = []
        private var items: [Item] = []
        private var code: [Substring]?
        private var isFenced = false

        mutating func take(_ line: Substring) {
            if isFenced {
                if line.hasPrefix("```") { end() } else { code?.append(line) }
            } else if line.hasPrefix("```") {
                end()
                (code, isFenced) = ([], true)
            } else if line.hasPrefix("    "), paragraph.isEmpty, items.isEmpty {
                code = (code ?? []) + [line.dropFirst(4)]
            } else if line.allSatisfy(\.isWhitespace) {
                end()
            } else {
                takeText(line)
            }
        }

        private mutating func takeText(_ line: Substring) {
            let level = line.prefix { $0 == "#" }.count
            let words = line.drop { $0 == " " }
            if level > 0, line.dropFirst(level).hasPrefix(" ") {
                end()
                blocks.append(.heading(String(line.dropFirst(level + 1)), level: level))
            } else if words.hasPrefix("- ") || words.hasPrefix("* ") {
                if items.isEmpty { end() }
                items.append(Self.item(words.dropFirst(2)))
            } else if items.isEmpty {
                if code != nil { end() }
                paragraph.append(line)
            } else {
                items[items.count - 1].text += " " + words
            }
        }

        private static func item(_ text: Substring) -> Item {
            guard text.hasPrefix("`"), let end = text.dropFirst().firstIndex(of: "`") else {
                return Item(term: nil, text: String(text))
            }
            let rest = text[text.index(after: end)...]
            guard rest.hasPrefix("  ") else { return Item(term: nil, text: String(text)) }
            return Item(term: String(text[..<end].dropFirst()), text: String(rest.drop { $0 == " " }))
        }

        mutating func end() {
            if !paragraph.isEmpty { blocks.append(.paragraph(paragraph.joined(separator: " "))) }
            if !items.isEmpty { blocks.append(.list(items)) }
            if let code { blocks.append(.code(code.joined(separator: "\n"))) }
            (paragraph, items, code, isFenced) = ([], [], nil, false)
        }
    }
}
