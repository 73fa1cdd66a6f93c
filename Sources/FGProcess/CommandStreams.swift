import FGCore
import Glibc

/// The standard streams of a run: opens them, moves the bytes, keeps the bounds.
final class CommandStreams {
    private(set) var output: [UInt8] = []
    private var errorTail: [UInt8] = []
    private var errorLine: [UInt8] = []
    private let command: Command
    private let inputPipe: Pipe?
    private let outputPipe: Pipe?
    private let errorPipe: Pipe
    private let inputFile: OpenFile?
    private let outputFile: OpenFile?
    private var pendingInput: ArraySlice<UInt8> = []
    /// Where more input comes from; nil when there is none.
    private var source: (() throws -> [UInt8])?
    /// What the program wrote and its reader did not take yet.
    private var unread: ArraySlice<UInt8> = []
    private let clock = ContinuousClock()
    private var end: ContinuousClock.Instant?

    private static let errorLimit = 64 << 10

    init(_ command: Command) throws {
        self.command = command
        errorPipe = try Pipe()
        switch command.input {
        case .none:
            inputFile = try OpenFile("/dev/null")
            inputPipe = nil
        case .file(let path):
            inputFile = try OpenFile(path)
            inputPipe = nil
        case .rest(let path, let offset):
            let file = try OpenFile(path)
            try file.seek(to: offset)
            (inputFile, inputPipe) = (file, nil)
        case .bytes(let bytes):
            inputFile = nil
            inputPipe = try Pipe()
            pendingInput = bytes[...]
        case .pieces(let next):
            inputFile = nil
            inputPipe = try Pipe()
            source = next
        }
        switch command.output {
        case .capture, .stream:
            outputPipe = try Pipe()
            outputFile = nil
        case .file(let path), .fileLimited(let path, _):
            outputPipe = nil
            outputFile = try OpenFile(path, .create(permissions: 0o600))
        case .end(let file):
            try file.seek(to: try file.size())
            (outputFile, outputPipe) = (file, nil)
        }
    }

    /// What the child gets as 0, 1 and 2.
    var childDescriptors: (Int32, Int32, Int32) {
        (
            inputPipe?.reading ?? inputFile?.descriptor ?? -1,
            outputPipe?.writing ?? outputFile?.descriptor ?? -1,
            errorPipe.writing
        )
    }

    var errorText: String { String(decoding: errorTail, as: UTF8.self) }

    /// Closes the child's ends, once it has them, and starts the time that it has.
    func begin() {
        inputPipe?.closeReading()
        outputPipe?.closeWriting()
        errorPipe.closeWriting()
        if let pipe = inputPipe { _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK) }
        end = command.deadline.map { clock.now + $0 }
    }

    /// Moves bytes until the program closed its streams; throws when the deadline passes.
    func transfer() throws {
        while try step() {}
        finishErrorLine()
    }

    /// The next bytes that the program wrote; none when it closed its output.
    func read(upTo count: Int) throws -> [UInt8] {
        while unread.isEmpty, let pipe = outputPipe, pipe.reading >= 0 { _ = try step() }
        let bytes = Array(unread.prefix(count))
        unread = unread.dropFirst(count)
        return bytes
    }

    /// Stops reading what the program writes.
    func closeOutput() {
        outputPipe?.closeReading()
        unread = []
    }

    /// Waits until bytes can be moved and moves them; false when there is no stream any more.
    private func step() throws -> Bool {
        var polls: [pollfd] = []
        if let pipe = outputPipe, pipe.reading >= 0 {
            polls.append(pollfd(fd: pipe.reading, events: Int16(POLLIN), revents: 0))
        }
        if errorPipe.reading >= 0 {
            polls.append(pollfd(fd: errorPipe.reading, events: Int16(POLLIN), revents: 0))
        }
        if let pipe = inputPipe, pipe.writing >= 0 {
            if pendingInput.isEmpty { try refill() }
            if pendingInput.isEmpty {
                pipe.closeWriting()
            } else {
                polls.append(pollfd(fd: pipe.writing, events: Int16(POLLOUT), revents: 0))
            }
        }
        if polls.isEmpty { return false }
        let left = end.map { clock.now.duration(to: $0) }
        if let left, left <= .zero {
            throw FGError(
                .timedOut,
                "\(command.program.name) took longer than \(command.deadline ?? .zero)"
            )
        }
        let timeout = left.map { Int32(min($0 / .milliseconds(1) + 1, 3_600_000)) } ?? -1
        guard poll(&polls, nfds_t(polls.count), timeout) >= 0 || errno == EINTR else {
            throw FGError.system("wait for", command.program.path)
        }
        for ready in polls where ready.revents != 0 { try move(ready.fd) }
        return true
    }

    private func refill() throws {
        guard let source else { return }
        pendingInput = try source()[...]
        if pendingInput.isEmpty { self.source = nil }
    }

    private func move(_ descriptor: Int32) throws {
        if descriptor == inputPipe?.writing { return feed(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        let bytes = buffer.prefix(max(0, count))
        if descriptor == errorPipe.reading {
            if bytes.isEmpty { errorPipe.closeReading() } else { takeError(bytes) }
        } else if bytes.isEmpty {
            outputPipe?.closeReading()
        } else if case .stream = command.output {
            unread = bytes
        } else {
            output += bytes
            if case .capture(let limit) = command.output, output.count > limit {
                throw FGError(
                    .failed,
                    "\(command.program.name) wrote more than \(ByteCount(Int64(limit))) of output"
                )
            }
        }
    }

    private func feed(_ descriptor: Int32) {
        let count = pendingInput.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            pendingInput = pendingInput.dropFirst(count)
        } else if errno != EINTR, errno != EAGAIN {
            // The program does not want the rest.
            (pendingInput, source) = ([], nil)
        }
    }

    private func takeError(_ bytes: ArraySlice<UInt8>) {
        errorTail += bytes
        if errorTail.count > Self.errorLimit { errorTail.removeFirst(errorTail.count - Self.errorLimit) }
        guard let onErrorLine = command.onErrorLine else { return }
        for byte in bytes {
            if byte == 0x0a {
                onErrorLine(String(decoding: errorLine, as: UTF8.self))
                errorLine = []
            } else if errorLine.count < Self.errorLimit {
                errorLine.append(byte)
            }
        }
    }

    private func finishErrorLine() {
        guard !errorLine.isEmpty, let onErrorLine = command.onErrorLine else { return }
        onErrorLine(String(decoding: errorLine, as: UTF8.self))
        errorLine = []
    }
}
