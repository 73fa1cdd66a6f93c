/// How a program ended.
package struct CommandResult: Sendable {
    /// The exit status; 128 plus the signal for a program that a signal ended.
    package let status: Int32
    /// What it wrote to standard output, if that was captured.
    package let output: [UInt8]
    /// The last 64 KiB it wrote to standard error.
    package let errorText: String

    package init(status: Int32, output: [UInt8], errorText: String) {
        self.status = status
        self.output = output
        self.errorText = errorText
    }

    /// The captured output as text; bytes that are not UTF-8 are replaced.
    package var outputText: String { String(decoding: output, as: UTF8.self) }

    /// The last line of standard error that is not blank.
    package var lastErrorLine: String? {
        errorText.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    }
}
