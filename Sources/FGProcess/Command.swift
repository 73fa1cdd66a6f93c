package import FGCore

/// A run of a program: its arguments and everything it may see and use.
package struct Command: Sendable {
    /// Where standard input comes from.
    package enum Input: Sendable {
        /// Nothing to read.
        case none
        case bytes([UInt8])
        case file(FilePath)
        /// What is behind an offset of a file.
        case rest(of: FilePath, from: Int64)
        /// What a source gives at each call, until it gives none.
        case pieces(@Sendable () throws -> [UInt8])
    }

    /// Where standard output goes.
    package enum Output: Sendable {
        /// Into memory; more than `limit` bytes stop the program with an error.
        case capture(limit: Int)
        /// Into a new file, which must not be there.
        case file(FilePath)
        /// Into a new file that may not grow over the given size.
        case fileLimited(FilePath, ByteCount)
        /// Behind what is in an open file, which nobody else writes meanwhile.
        case end(of: OpenFile)
        /// To the reader that `run(reading:)` is given, which is the only way to ask for it.
        case stream
    }

    /// Bounds that the kernel holds the program to; nil means none.
    package struct Limits: Sendable {
        package var cpuSeconds: Int?
        package var memory: ByteCount?
        package var fileSize: ByteCount?

        package init(cpuSeconds: Int? = nil, memory: ByteCount? = nil, fileSize: ByteCount? = nil) {
            self.cpuSeconds = cpuSeconds
            self.memory = memory
            self.fileSize = fileSize
        }
    }

    /// How the program's own children are kept from outliving it.
    package enum Isolation: Sendable {
        /// A process namespace of its own: all of it ends with the program.
        case processNamespace
        /// A process group: for programs that make namespaces with mapped users themselves.
        case processGroup
    }

    package let program: Program
    package let arguments: [String]
    /// The whole environment.
    package var environment: [String: String]
    /// The folder it starts in; nil starts in the caller's.
    package var folder: FilePath?
    package var input = Input.none
    package var output = Output.capture(limit: 16 << 20)
    /// How long it may take; nil means as long as it likes.
    package var deadline: Duration?
    package var limits = Limits()
    /// What it sees of the file system; nil means all.
    package var sandbox: Sandbox?
    package var isolation = Isolation.processNamespace
    /// Whether it may use the network; a sandbox has its own say.
    package var hasNetwork = true
    /// Whether it is in no group but its own and has the usual umask: what it does then does not depend on who runs it.
    package var forgetsCaller = false
    /// Called with each line of standard error as it comes, without its newline.
    package var onErrorLine: (@Sendable (String) -> Void)?

    /// Prepares a run; the program is given to the kernel as an argument vector, never to a shell.
    package init(_ program: Program, _ arguments: [String]) {
        self.program = program
        self.arguments = arguments
        environment = Self.plainEnvironment
    }

    /// A fixed environment: results must not depend on the user's.
    package static let plainEnvironment = [
        "PATH": Program.systemFolders.joined(separator: ":"),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    ]
}
