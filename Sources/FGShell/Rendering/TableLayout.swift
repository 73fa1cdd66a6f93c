import FGLanguage
import FGTerminal

/// Cells in aligned columns, as many of them as fit.
struct TableLayout {
    /// A column's name, its cells and how they stand.
    struct Column {
        let name: String
        var cells: [String]
        /// Whether it stands at the right, as numbers do.
        let isNumber: Bool
        /// The style of a cell's text; nil for none.
        var style: @Sendable (String) -> TextStyle? = { _ in nil }
    }

    private var columns: [Column]
    private var widths: [Int]
    private let hasColors: Bool
    /// The names of the columns that do not fit.
    private(set) var hidden: [String] = []

    private static let gap = 2
    /// What is left of a text that is cut says something from so many columns on.
    private static let leastText = 16

    /// Lays columns out; those at the right are left out where the terminal, of `width` columns, is narrower.
    init(_ columns: [Column], width: Int?, hasColors: Bool) {
        self.columns = columns
        self.hasColors = hasColors
        widths = columns.map { column in
            max(DisplayWidth.of(column.name), column.cells.map { DisplayWidth.of($0) }.max() ?? 0)
        }
        if let width { fit(into: width) }
    }

    private mutating func fit(into width: Int) {
        while columns.count > 1, total > width {
            let room = width - (total - (widths.last ?? 0))
            let isCuttable = columns.last?.isNumber == false && hidden.isEmpty || columns.count == 2
            if isCuttable, columns.last?.isNumber == false, room >= Self.leastText {
                return cutLast(to: room)
            }
            widths.removeLast()
            hidden.insert(columns.removeLast().name, at: 0)
        }
        if total > width { cutLast(to: max(1, width)) }
    }

    private var total: Int { widths.reduce(0, +) + Self.gap * (widths.count - 1) }

    private mutating func cutLast(to width: Int) {
        let last = columns.count - 1
        widths[last] = width
        columns[last].cells = columns[last].cells.map { Self.cut($0, to: width) }
    }

    /// The text, its end replaced by … where it is wider.
    private static func cut(_ text: String, to width: Int) -> String {
        var taken = 0
        var kept = text[...]
        for index in text.indices {
            taken += DisplayWidth.of(text[index])
            guard taken >= width else { continue }
            if taken == width, text.index(after: index) == text.endIndex { return text }
            kept = text[..<index]
            break
        }
        return taken < width ? text : kept + "…"
    }

    /// The lines: the names of the columns, then the rows.
    var lines: [String] {
        let count = columns.first?.cells.count ?? 0
        let header = line { index, column in
            let name = Self.cut(column.name.uppercased(), to: widths[index])
            return (name, hasColors ? .bold : nil)
        }
        return [header]
            + (0..<count).map { row in
                line { _, column in
                    let cell = column.cells[row]
                    return (cell, hasColors ? column.style(cell) : nil)
                }
            }
    }

    private func line(_ cell: (Int, Column) -> (text: String, style: TextStyle?)) -> String {
        var line = ""
        for (index, column) in columns.enumerated() {
            let (text, style) = cell(index, column)
            let padding = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)))
            let shown = style.map { $0.of(text) } ?? text
            line += column.isNumber ? padding + shown : shown + padding
            if index < columns.count - 1 { line += String(repeating: " ", count: Self.gap) }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
