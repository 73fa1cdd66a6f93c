internal import CLibedit

/// The keys that recall lines typed before.
extension LineEditor {
    /// A key of our own that starts libedit's search.
    private static let searchKey = "\u{1b}\u{1}\u{3}"

    func addHistoryKeys(to editor: OpaquePointer) {
        cedit_add_function(editor, "fg-up", "a line up, or the line typed before") { editor, _ in
            LineEditor.of(editor)?.up() ?? UInt8(CC_ERROR)
        }
        cedit_add_function(editor, "fg-down", "a line down, or the line typed after") { editor, _ in
            LineEditor.of(editor)?.down() ?? UInt8(CC_ERROR)
        }
        cedit_add_function(editor, "fg-search", "search the lines typed before") { editor, _ in
            LineEditor.of(editor)?.search() ?? UInt8(CC_ERROR)
        }
        for (key, function) in [
            ("\u{1b}[A", "fg-up"), ("\u{1b}OA", "fg-up"), ("^P", "fg-up"), ("\u{1b}[B", "fg-down"),
            ("\u{1b}OB", "fg-down"), ("^N", "fg-down"), ("\u{1b}p", "fg-up"), ("\u{1b}n", "fg-down"),
            ("^R", "fg-search"), (Self.searchKey, "em-inc-search-prev"),
        ] {
            cedit_bind(editor, key, function)
        }
    }

    private func up() -> UInt8 {
        let (text, offset) = typed()
        if walk?.shown != text {
            // In a block of several lines that is not being walked through, the key goes up in the block.
            if let code = moveLine(.up, in: text, from: offset) { return code }
            walk = HistoryWalk(from: text, prefix: Self.prefix(of: text, offset), through: recall())
        }
        guard walk?.goBack() == true else { return UInt8(CC_ERROR) }
        return showWalk()
    }

    private func down() -> UInt8 {
        let (text, offset) = typed()
        if walk?.shown != text {
            return moveLine(.down, in: text, from: offset) ?? UInt8(CC_ERROR)
        }
        guard walk?.goForward() == true else { return UInt8(CC_ERROR) }
        return showWalk()
    }

    private func showWalk() -> UInt8 {
        replaceAll(with: walk?.shown ?? "")
        return UInt8(CC_REFRESH)
    }

    /// Puts a text in the place of everything, with the cursor behind it.
    func replaceAll(with text: String) {
        guard let editor else { return }
        let (old, offset) = typed()
        let all = old.unicodeScalars.count
        let before = Self.prefix(of: old, offset).unicodeScalars.count
        el_cursor(editor, Int32(all - before))
        if all > 0 { el_deletestr(editor, Int32(all)) }
        if !text.isEmpty { el_insertstr(editor, text) }
    }

    private func search() -> UInt8 {
        guard let editor, let history else { return UInt8(CC_ERROR) }
        _ = cedit_history_clear(history)
        for line in recall().reversed() { _ = cedit_history_text(history, H_ENTER, line) }
        el_push(editor, Self.searchKey)
        return UInt8(CC_CURSOR)
    }

    private enum Direction {
        case up
        case down
    }

    /// Moves the cursor to the line above or below in a block; nil where there is none.
    private func moveLine(_ direction: Direction, in text: String, from offset: Int) -> UInt8? {
        guard let editor else { return nil }
        // Newlines and offsets by scalars, as the editor counts: `\r\n` is one character.
        let before = Array(Self.prefix(of: text, offset).unicodeScalars)
        let scalars = Array(text.unicodeScalars)
        let start = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let column = before.count - start
        let target: Int
        switch direction {
        case .up:
            guard start > 0 else { return nil }
            let above = scalars[..<(start - 1)].lastIndex(of: "\n").map { $0 + 1 } ?? 0
            target = min(above + column, start - 1)
        case .down:
            guard let end = scalars[before.count...].firstIndex(of: "\n") else { return nil }
            let belowEnd = scalars[(end + 1)...].firstIndex(of: "\n") ?? scalars.count
            target = min(end + 1 + column, belowEnd)
        }
        el_cursor(editor, Int32(target - before.count))
        return UInt8(CC_CURSOR)
    }

    /// The part of a text before an offset in bytes.
    private static func prefix(of text: String, _ offset: Int) -> String {
        String(decoding: text.utf8.prefix(offset), as: UTF8.self)
    }
}
