internal import CLibedit
package import FGCore
import Glibc

/// What a Tab does: the text that takes the place of a range, or the candidates to choose from.
package struct Completion: Sendable, Hashable {
    /// The bytes that a candidate replaces.
    package let range: Range<Int>
    /// What takes their place at once; nil when that would add nothing.
    package let insertion: String?
    /// What can stand there, shown when nothing is inserted.
    package let candidates: SuggestionList

    package init(range: Range<Int>, insertion: String?, candidates: SuggestionList) {
        self.range = range
        self.insertion = insertion
        self.candidates = candidates
    }

    /// Nothing can stand there.
    package static let none = Completion(range: 0..<0, insertion: nil, candidates: SuggestionList())
}

/// Lays candidates out for a screen, and says how many more there are.
package struct CandidateList {
    private let list: SuggestionList
    private let columns: Int
    /// The lines there are for candidates.
    private let height: Int

    /// Takes candidates and a screen; the prompt and the line that is typed stay on it.
    package init(_ list: SuggestionList, columns: Int, rows: Int) {
        self.list = list
        self.columns = max(1, columns)
        height = max(1, rows - 2)
    }

    /// The lines: with what each candidate is as long as all have room, else the candidates alone side by side.
    package var lines: [String] {
        let items = list.items
        let room = list.rest > 0 ? height - 1 : height
        for across in 1...max(1, columns / Self.describedWidth) where items.count <= across * room {
            let names = items.map { Self.width($0.text) }.max() ?? 0
            let width = across == 1 ? columns : columns / across - 2
            let cells = items.map { item in
                item.summary.isEmpty
                    ? fitted(item.text, width) : fitted(padded(item.text, names + 2) + item.summary, width)
            }
            return side(by: cells, across, width + 2) + more(list.rest)
        }
        let width = (items.map { Self.width($0.text) }.max() ?? 0) + 2
        let across = max(1, (columns + 1) / width)
        let isCut = list.rest > 0 || items.count > across * height
        let shown = items.prefix(across * (isCut ? max(1, height - 1) : height)).map(\.text)
        return side(by: shown, across, width) + more(list.rest + items.count - shown.count)
    }

    /// The columns that a candidate with its description wants at least.
    private static let describedWidth = 40

    /// Cells in columns, filled downwards.
    private func side(by cells: [String], _ across: Int, _ width: Int) -> [String] {
        let down = (cells.count + across - 1) / across
        return (0..<down).map { row in
            let line = stride(from: row, to: cells.count, by: down).map { padded(cells[$0], width) }.joined()
            return fitted(line, columns)
        }
    }

    private func more(_ count: Int) -> [String] {
        guard count > 0 else { return [] }
        return [list.hasMore && count < 2 ? "… more" : "… \(count)\(list.hasMore ? " and" : "") more"]
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Self.width(text)))
    }

    /// A text without blanks at its end, cut with … where its room ends.
    private func fitted(_ line: String, _ columns: Int) -> String {
        var line = String(line.prefix(2 * columns))
        while line.hasSuffix(" ") { line.removeLast() }
        guard Self.width(line) > columns else { return line }
        while !line.isEmpty, Self.width(line) > columns - 1 { line.removeLast() }
        return line + "…"
    }

    /// The columns that a text takes.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + max(0, Int(wcwidth(wchar_t($1.value)))) }
    }

    /// The columns and rows of the screen; 80 and 24 where it does not say.
    package static func screen() -> (columns: Int, rows: Int) {
        guard let size = Terminal.windowSize, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
