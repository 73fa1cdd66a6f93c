package import FGCore
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

    /// Whether the terminal understands escape sequences; `TERM` says that it is a plain one otherwise.
    package static var hasEscapes: Bool {
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        return !name.isEmpty && name != "dumb"
    }

    /// Whether the terminal's window has a title that programs set.
    package static var hasTitle: Bool {
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        return ["xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "st-", "konsole", "vte", "gnome"]
            .contains { name.hasPrefix($0) }
    }

    /// The columns of the terminal; 80 where it does not say.
    package var width: Int {
        guard let size = Self.windowSize, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// The lines of the terminal; nil where it does not say.
    package var height: Int? {
        guard let size = Self.windowSize, size.ws_row > 0 else { return nil }
        return Int(size.ws_row)
    }

    /// The size of the window of standard output's terminal; nil where there is none.
    static var windowSize: winsize? { windowSize(of: 1) }

    /// The columns of standard error's terminal; 80 where it does not say.
    static var errorWidth: Int {
        guard let size = windowSize(of: 2), size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func windowSize(of descriptor: Int32) -> winsize? {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }

    /// Reads a line from standard input, a terminal; empty at its end.
    ///
    /// - Throws: `CancellationError` when cancelled meanwhile.
    package static func readLine() async throws -> String {
        var bytes: [UInt8] = []
        while true {
            var wanted = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 0) != 0 else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            // A terminal gives a line at a time; what is typed ahead stays for the editor.
            var byte: UInt8 = 0
            let count = read(0, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0, byte != UInt8(ascii: "\n") else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
    }

    /// Forgets what was typed at standard input's terminal and not read yet.
    package static func dropTypedAhead() { tcflush(0, TCIFLUSH) }

    /// Gives closed standard streams a file that can neither be read nor written.
    ///
    /// Otherwise the next file that is opened would take the place of one, and get what is written to it.
    package static func holdClosedStreams() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes a result to standard output, and says whether somebody still reads it.
    ///
    /// - Throws: `CancellationError` when cancelled while nobody reads, or the system's error.
    package static func writeResult(_ text: String) throws -> StreamWriter.End {
        try StreamWriter.write(Array(text.utf8), to: 1, named: "standard output")
    }

    /// Writes a text that nobody waits for, such as a message, to a descriptor; what cannot be written is dropped.
    ///
    /// The status line is gone before.
    package static func write(_ text: String, to descriptor: Int32) {
        StatusLine.writing { put(text, to: descriptor) }
    }

    /// Writes a text to a descriptor, whatever stands there.
    static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
