import Glibc

/// What the process's standard streams are.
package struct Terminal: Sendable {
    package let inputIsTerminal: Bool
    package let outputIsTerminal: Bool
    package let errorIsTerminal: Bool

    /// Looks at the standard streams.
    package init() {
        inputIsTerminal = isatty(0) == 1
        outputIsTerminal = isatty(1) == 1
        errorIsTerminal = isatty(2) == 1
    }

    /// The columns of the terminal; 80 where it does not say.
    package var width: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a text to a descriptor; a reader that went away is a quiet end.
    package static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
