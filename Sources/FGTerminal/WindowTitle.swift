import Synchronization

/// The title of the terminal's window, written when it changes and given back at the end where the terminal keeps it.
///
/// Source: xterm control sequences, OSC 2 and window operations 22 and 23.
package enum WindowTitle {
    private static let shown = Mutex(String?.none)

    /// Shows a title, which must be free of control characters; nil changes nothing.
    package static func show(_ title: String?) {
        shown.withLock { shown in
            guard let title, title != shown else { return }
            let keep = shown == nil ? "\u{1b}[22;2t" : ""
            Terminal.write("\(keep)\u{1b}]2;\(title)\u{7}", to: 1)
            shown = title
        }
    }

    /// Gives back the title that the window had before.
    package static func giveBack() {
        shown.withLock { shown in
            if shown != nil { Terminal.write("\u{1b}[23;2t", to: 1) }
            shown = nil
        }
    }
}
