internal import CLibedit
import FGCore
import Glibc

/// Reads statements at the prompt with libedit: editing, history, completion; one for the process, on one thread.
package final class LineEditor {
    /// What was read.
    package enum Line: Sendable {
        case line(String)
        /// Ctrl-C: everything typed was dropped.
        case interrupted
        /// Ctrl-D on an empty line, or the terminal went away.
        case end
    }

    /// Finds what can stand at an offset of a text, in bytes.
    package typealias Complete = (String, Int) -> Completion

    /// Gives the prompt for the text typed so far; what stands between two `\u{1}` takes no columns.
    package typealias PromptText = (String) -> String

    /// The terminal's modes before the editor changed them.
    package let modes = TerminalModes()
    let editor: OpaquePointer?
    let history: OpaquePointer?
    private var prompt: UnsafeMutablePointer<CChar>?
    private var promptText: PromptText = { _ in "> " }
    private var isInterrupted = false
    private var isComplete: (String) -> Bool = { _ in true }
    private var complete: Complete = { _, _ in .none }
    /// What Up recalls, newest first; asked for when it is needed.
    var recall: () -> [String] = { [] }
    /// Where Up and Down are; nil outside of a walk.
    var walk: HistoryWalk?
    let input = KeyInput()

    /// The terminal marks pasted text, so that a paste is edited whole and runs only on Enter.
    static let pasteMarksOn = "\u{1b}[?2004h"
    static let pasteMarksOff = "\u{1b}[?2004l"

    /// Starts the editor.
    package init() {
        // In the C locale libedit drops every byte over 0x7f, and a prompt with one ends the process.
        if setlocale(LC_CTYPE, "") == nil || String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" {
            setlocale(LC_CTYPE, "C.UTF-8")
        }
        editor = cedit_init("fgshell")
        history = history_init()
        guard let editor, let history else { return }
        _ = cedit_history_number(history, H_SETSIZE, 5000)
        cedit_set_data(editor, Unmanaged.passUnretained(self).toOpaque())
        cedit_set_text(editor, EL_EDITOR, "emacs")
        cedit_set_flag(editor, EL_SIGNAL, 0)
        cedit_set_history(editor, history)
        cedit_set_prompt(editor, { LineEditor.of($0)?.currentPrompt }, 1)
        cedit_set_reader(editor) { editor, character in
            LineEditor.of(editor)?.nextCharacter(character) ?? 0
        }
        addKeys(to: editor)
    }

    deinit {
        if let editor { el_end(editor) }
        if let history { history_end(history) }
        free(prompt)
    }

    /// Reads one statement, which may have several lines.
    package func read(
        prompt promptText: @escaping PromptText,
        recall: @escaping () -> [String],
        isComplete: @escaping (String) -> Bool,
        complete: @escaping Complete
    ) -> Line {
        guard let editor else { return .end }
        self.promptText = promptText
        self.recall = recall
        self.isComplete = isComplete
        self.complete = complete
        isInterrupted = false
        walk = nil
        // By itself libedit takes the terminal over behind the prompt: keys that come in between are echoed twice.
        cedit_set_flag(editor, EL_PREP_TERM, 1)
        showUpperPrompt()
        Self.writeEscape(Self.pasteMarksOn)
        defer { Self.writeEscape(Self.pasteMarksOff) }
        var count: Int32 = 0
        guard let bytes = el_gets(editor, &count), count > 0 else {
            return isInterrupted ? .interrupted : .end
        }
        if isInterrupted { return .interrupted }
        var line = String(cString: bytes)
        while line.hasSuffix("\n") { line.removeLast() }
        return .line(line)
    }

    /// Shows all lines of the prompt but the last, which alone libedit can draw.
    private func showUpperPrompt() {
        let text = promptText("")
        guard let end = text.lastIndex(of: "\n") else { return }
        Terminal.write(String(text[...end]).replacing("\u{1}", with: ""), to: 1)
    }

    /// The last line of the prompt.
    private var lastPromptLine: Substring {
        let text = promptText(typed().text)
        let start = text.lastIndex(of: "\n").map { text.index(after: $0) }
        return text[(start ?? text.startIndex)...]
    }

    /// What the last line of the prompt shows, without what takes no columns.
    var shownPrompt: String {
        lastPromptLine.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
    }

    /// The prompt for what is typed now, in memory that stays until the next one.
    private var currentPrompt: UnsafeMutablePointer<CChar>? {
        free(prompt)
        prompt = strdup(String(lastPromptLine))
        return prompt
    }

    static func of(_ editor: OpaquePointer?) -> LineEditor? {
        guard let editor, let data = cedit_get_data(editor) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(data).takeUnretainedValue()
    }

    private func addKeys(to editor: OpaquePointer) {
        // Ctrl-C is a key while a line is edited: a signal would drop the line on a resize too.
        cedit_set_terminal(editor, "-d", "-isig")
        cedit_add_function(editor, "fg-interrupt", "drop the line") { editor, _ in
            LineEditor.of(editor)?.interrupt() ?? UInt8(CC_ERROR)
        }
        cedit_add_function(editor, "fg-complete", "complete the word") { editor, _ in
            LineEditor.of(editor)?.completeWord() ?? UInt8(CC_ERROR)
        }
        cedit_add_function(editor, "fg-accept", "run, or go on in a new line") { editor, _ in
            LineEditor.of(editor)?.accept() ?? UInt8(CC_NEWLINE)
        }
        cedit_add_function(editor, "fg-paste", "take pasted text whole") { editor, _ in
            LineEditor.of(editor)?.paste() ?? UInt8(CC_ERROR)
        }
        cedit_add_function(editor, "fg-suspend", "stop the program") { editor, _ in
            LineEditor.of(editor)?.suspend() ?? UInt8(CC_ERROR)
        }
        for (key, function) in [
            ("^C", "fg-interrupt"), ("^Z", "fg-suspend"), ("^I", "fg-complete"), ("^J", "fg-accept"),
            ("^M", "fg-accept"),
            ("\u{1b}[200~", "fg-paste"), ("\u{1b}\u{1}\u{2}", "ed-newline"),
            ("^W", "ed-delete-prev-word"), ("\u{1b}[H", "ed-move-to-beg"), ("\u{1b}[F", "ed-move-to-end"),
            ("\u{1b}[1~", "ed-move-to-beg"), ("\u{1b}[4~", "ed-move-to-end"),
            ("\u{1b}[3~", "ed-delete-next-char"),
            ("\u{1b}[1;5C", "em-next-word"), ("\u{1b}[1;5D", "ed-prev-word"), ("\u{1b}OH", "ed-move-to-beg"),
            ("\u{1b}OF", "ed-move-to-end"), ("\u{1b}[1;3C", "em-next-word"),
            ("\u{1b}[1;3D", "ed-prev-word"),
        ] {
            cedit_bind(editor, key, function)
        }
        addHistoryKeys(to: editor)
        addProgramKeys(to: editor)
    }

    private func interrupt() -> UInt8 {
        isInterrupted = true
        Terminal.write(Terminal.hasEscapes && rowsBelow > 0 ? "\u{1b}[\(rowsBelow)B^C\r\n" : "^C\r\n", to: 1)
        return UInt8(CC_EOF)
    }

    /// Gives the terminal back, stops, and goes on with the line as it was.
    private func suspend() -> UInt8 {
        lendTerminal { Self.stopGroup() }
        return UInt8(CC_REDISPLAY)
    }

    /// Gives the terminal to somebody else meanwhile.
    func lendTerminal(_ body: () -> Void) {
        guard let editor else { return }
        Self.writeEscape(Self.pasteMarksOff)
        cedit_set_flag(editor, EL_PREP_TERM, 0)
        body()
        cedit_set_flag(editor, EL_PREP_TERM, 1)
        Self.writeEscape(Self.pasteMarksOn)
    }

    /// Stops the process group, as the terminal does at Ctrl-Z.
    private static func stopGroup() {
        var stop = sigset_t()
        var before = sigset_t()
        sigemptyset(&stop)
        sigaddset(&stop, SIGTSTP)
        pthread_sigmask(SIG_UNBLOCK, &stop, &before)
        // The others first: sent to this thread alone, the signal stops the process before the call returns.
        signal(SIGTSTP, SIG_IGN)
        kill(0, SIGTSTP)
        signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    static func writeEscape(_ sequence: String) {
        if Terminal.hasEscapes { Terminal.write(sequence, to: 1) }
    }

    /// The text typed so far and the cursor in it, in bytes.
    func typed() -> (text: String, offset: Int) {
        guard let editor, let info = el_line(editor)?.pointee, let start = info.buffer else { return ("", 0) }
        let count = info.lastchar - start
        let bytes = UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self),
            count: count
        )
        return (String(decoding: bytes, as: UTF8.self), info.cursor - start)
    }

    private func accept() -> UInt8 {
        guard let editor else { return UInt8(CC_NEWLINE) }
        let (text, _) = typed()
        guard isComplete(text) else {
            el_insertstr(editor, "\n")
            return UInt8(CC_REFRESH)
        }
        el_cursor(editor, Int32(text.unicodeScalars.count))
        // A key of our own ends the line: returning the end directly would leave the cursor inside the text.
        el_push(editor, "\u{1b}\u{1}\u{2}")
        return UInt8(CC_CURSOR)
    }

    private func paste() -> UInt8 {
        guard let editor else { return UInt8(CC_ERROR) }
        var text = ""
        var character = wchar_t()
        while !text.hasSuffix("\u{1b}[201~"), el_wgetc(editor, &character) == 1 {
            guard let scalar = Unicode.Scalar(UInt32(character)) else { continue }
            text.unicodeScalars.append(scalar == "\r" ? "\n" : scalar)
        }
        if text.hasSuffix("\u{1b}[201~") { text.removeLast(6) }
        while text.hasSuffix("\n") { text.removeLast() }
        el_insertstr(editor, text.replacing("\t", with: "    "))
        return UInt8(CC_REFRESH)
    }

    private func completeWord() -> UInt8 {
        guard let editor else { return UInt8(CC_ERROR) }
        let (text, offset) = typed()
        let completion = complete(text, offset)
        guard !completion.candidates.items.isEmpty else { return UInt8(CC_REFRESH_BEEP) }
        if let insertion = completion.insertion {
            let bytes = Array(text.utf8)
            let word = String(decoding: bytes[completion.range.clamped(to: 0..<bytes.count)], as: UTF8.self)
            el_deletestr(editor, Int32(word.unicodeScalars.count))
            el_insertstr(editor, insertion)
            return UInt8(CC_REFRESH)
        }
        let screen = CandidateList.screen()
        let list = CandidateList(completion.candidates, columns: screen.columns, rows: screen.rows)
        Terminal.write("\r\n" + list.lines.map { $0 + "\r\n" }.joined(), to: 1)
        return UInt8(CC_REDISPLAY)
    }
}
