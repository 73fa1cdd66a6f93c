/// What differs between two texts, line by line.
package struct LineDifference: Sendable {
    /// A line of either text or of both.
    private enum Line {
        case same(Substring)
        case removed(Substring)
        case added(Substring)

        var text: String {
            switch self {
            case .same(let line): "  \(line)"
            case .removed(let line): "- \(line)"
            case .added(let line): "+ \(line)"
            }
        }

        var isChanged: Bool {
            if case .same = self { false } else { true }
        }
    }

    /// Lines around a change that are shown with it.
    private static let context = 3

    private let lines: [Line]

    /// Compares two texts.
    package init(from old: String, to new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old) {
                lines.append(.removed(before[old]))
                old += 1
            } else if added.contains(new) {
                lines.append(.added(after[new]))
                new += 1
            } else {
                lines.append(.same(before[old]))
                old += 1
                new += 1
            }
        }
        self.lines = lines
    }

    /// Whether the texts are the same.
    package var isEmpty: Bool { !lines.contains(where: \.isChanged) }

    /// The changed lines, `-` before what goes and `+` before what comes, with the lines around them.
    ///
    /// `…` stands for what is left out. Every line ends with a newline.
    package var text: String {
        let changed = lines.indices.filter { lines[$0].isChanged }
        var shown = ""
        var next = 0
        for index in changed where index >= next {
            var start = max(next, index - Self.context)
            if start == next + 1 { start = next }
            if start > next { shown += "…\n" }
            var end = index
            // A change that is near goes with this one.
            for other in changed where other > end && other - end <= 2 * Self.context + 1 { end = other }
            let last = min(lines.count - 1, end + Self.context)
            let shownLast = isBlankEnd(from: last) ? last - 1 : last
            for line in lines[start...shownLast] { shown += line.text + "\n" }
            next = last + 1
        }
        if next > 0, next < lines.count, !isBlankEnd(from: next) { shown += "…\n" }
        return shown
    }

    /// Whether only the empty rest behind a text's last newline is left.
    private func isBlankEnd(from index: Int) -> Bool {
        guard index == lines.count - 1, case .same(let line) = lines[index] else { return false }
        return line.isEmpty
    }
}
