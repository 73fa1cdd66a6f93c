import Glibc

/// The modes that the terminal had before lines were edited, to give them back when the process ends meanwhile.
package struct TerminalModes: Sendable {
    private let modes: termios?

    /// Takes the modes of standard input's terminal.
    init() {
        var modes = termios()
        self.modes = tcgetattr(0, &modes) == 0 ? modes : nil
    }

    /// Gives the modes back; safe on any thread.
    package func restore() {
        guard var modes else { return }
        WindowTitle.giveBack()
        Terminal.write((Terminal.hasEscapes ? LineEditor.pasteMarksOff : "") + "\n", to: 1)
        tcsetattr(0, TCSANOW, &modes)
    }
}
