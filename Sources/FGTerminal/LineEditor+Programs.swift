internal import CLibedit
import FGCore
import FGLanguage
import FGProcess
import Glibc

/// A program that edits the line, and a window that changes meanwhile.
extension LineEditor {
    func addProgramKeys(to editor: OpaquePointer) {
        cedit_add_function(editor, "fg-edit", "edit the line with $VISUAL or $EDITOR") { editor, _ in
            LineEditor.of(editor)?.editWithProgram() ?? UInt8(CC_ERROR)
        }
        for key in ["^X^E", "\u{1b}e"] { cedit_bind(editor, key, "fg-edit") }
    }

    /// Hands the line to the user's editor and takes what it leaves; the file is for the user alone and goes at once.
    private func editWithProgram() -> UInt8 {
        let text = typed().text
        var edited: String?
        var problem: String?
        lendTerminal {
            do {
                edited = try Self.edited(text)
            } catch {
                problem = (error as? FGError)?.message ?? "\(error)"
            }
        }
        if let problem { Terminal.write("\r\nwarning: \(VisibleText.escaped(problem))\r\n", to: 2) }
        if let edited, edited != text { replaceAll(with: edited) }
        return UInt8(CC_REDISPLAY)
    }

    /// The text as an editor leaves it; nil when the editor failed, which means that nothing is wanted.
    private static func edited(_ text: String) throws -> String? {
        let file = TemporaryFolder.standardParent / "fgshell-\(UInt64.random(in: 0 ... .max)).fg"
        defer { try? file.removeFile() }
        let open = try OpenFile(file, .create(permissions: 0o600))
        try open.write(Array((text + "\n").utf8), at: 0)
        guard try EditorProgram.command(on: file).runAttachedAndWait() == 0 else { return nil }
        var result = try file.readText().replacing("\r\n", with: "\n").replacing("\t", with: "    ")
        while result.hasSuffix("\n") { result.removeLast() }
        return result
    }

    /// The next character for libedit: 1 with it, 0 at the end.
    func nextCharacter(_ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
        while true {
            switch input.next() {
            case .character(let scalar):
                character?.pointee = wchar_t(scalar.value)
                return 1
            case .resized: redraw()
            case .end: return 0
            }
        }
    }

    /// Draws the edited line anew, for the size that the window has now.
    private func redraw() {
        guard let editor else { return }
        guard Terminal.hasEscapes else { return el_resize(editor) }
        let (text, offset) = typed()
        let before = shownPrompt + String(decoding: text.utf8.prefix(offset), as: UTF8.self)
        // Terminals wrap what they show for the new width before they tell of it.
        let rows = Self.rowsAbove(before, width: Terminal().width)
        let up = rows > 0 ? "\u{1b}[\(rows)A" : ""
        Terminal.write("\r\(up)\u{1b}[J", to: 1)
        el_resize(editor)
        _ = cedit_refresh(editor)
    }

    /// The rows between the cursor and the end of what is typed.
    var rowsBelow: Int {
        let (text, offset) = typed()
        let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
        let (prompt, width) = (shownPrompt, Terminal().width)
        return Self.rowsAbove(prompt + text, width: width) - Self.rowsAbove(prompt + before, width: width)
    }

    /// The rows between the start of a text and its end.
    private static func rowsAbove(_ text: String, width: Int) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.reduce(lines.count - 1) { $0 + DisplayWidth.of($1) / max(1, width) }
    }
}
