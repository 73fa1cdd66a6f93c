import Glibc

/// Writes to what may make its writer wait: pipes, FIFOs, terminals, sockets, devices.
package enum StreamWriter {
    /// How a write without an error ended.
    package enum End: Sendable {
        case written
        /// Nobody reads any more.
        case readerGone
    }

    /// A pipe that is ready takes so much without waiting: pipe(7).
    private static let pieceSize = 4096
    /// How long a wait lasts before it looks for a cancellation, in milliseconds.
    private static let patience: Int32 = 50

    /// Writes all bytes; those for a regular file in one call where the system takes them.
    ///
    /// - Throws: `CancellationError` when cancelled while nobody reads, or the system's error.
    @discardableResult
    package static func write(
        _ bytes: [UInt8],
        to descriptor: Int32,
        named path: FilePath
    ) throws -> End {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        var rest = bytes[...]
        while !rest.isEmpty {
            if !isRegular { try waitUntilWritable(descriptor) }
            let piece = isRegular ? rest : rest.prefix(pieceSize)
            let count = piece.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count < 0, errno == EPIPE { return .readerGone }
            guard count >= 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
        return .written
    }

    /// Opens a file for writing, and waits at a FIFO until somebody reads it.
    ///
    /// - Throws: `CancellationError` when cancelled meanwhile, or the system's error.
    static func open(_ path: FilePath, _ flags: Int32) throws -> OpenFile {
        while true {
            try Task.checkCancellation()
            let flags = flags | O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
            let descriptor = Glibc.open(path.string, flags, 0o666)
            if descriptor >= 0 { return OpenFile(owning: descriptor, path: path) }
            let number = errno
            if number == EINTR { continue }
            guard number == ENXIO, path.status()?.kind == .fifo else {
                throw FGError.system("open", path, errno: number)
            }
            poll(nil, 0, patience)
        }
    }

    private static func waitUntilWritable(_ descriptor: Int32) throws {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        repeat { try Task.checkCancellation() } while poll(&wanted, 1, patience) == 0
    }

    /// The system's error without its hint: what was not written is lost.
    private static func failure(_ path: FilePath) -> FGError {
        let error = FGError.system("write", path)
        return FGError(error.code, error.message, subject: error.subject)
    }
}
