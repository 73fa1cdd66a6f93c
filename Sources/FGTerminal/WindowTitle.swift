/// The title of the terminal's window, written when it changes and given back at the end where the terminal keeps it.
package final class WindowTitle {
    private var shown: String?

    package init() {}

    deinit {
        if shown != nil { Terminal.write(Self.giveBack, to: 1) }
    }

    /// Shows a title, which must be free of control characters; nil changes nothing.
    ///
    /// Source: xterm control sequences, OSC 2 and window operations 22 and 23.
    package func show(_ title: String?) {
        guard let title, title != shown else { return }
        Terminal.write((shown == nil ? "\u{1b}[22;2t" : "") + "\u{1b}]2;\(title)\u{7}", to: 1)
        shown = title
    }

    static let giveBack = "\u{1b}[23;2t"
}
