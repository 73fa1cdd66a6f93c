import FGCore
import Glibc

/// Reads a descriptor piece by piece; waits so that a signal that ends the shell is seen.
struct InputReader: Sendable {
    let descriptor: Int32
    let path: FilePath

    private static let pieceSize = 64 << 10
    /// How long a wait lasts before it looks for a cancellation, in milliseconds.
    private static let patience: Int32 = 50

    /// Standard input.
    static let standardInput = InputReader(descriptor: 0, path: "standard input")

    /// Adds what comes next; false at the end.
    ///
    /// - Throws: `CancellationError` when cancelled meanwhile, or the system's error.
    func read(into bytes: inout [UInt8]) throws -> Bool {
        while true {
            while !isReady(within: Self.patience) { try Task.checkCancellation() }
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, initialized in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(0, count)
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { throw FGError.system("read", path) }
            bytes += piece
            return count > 0
        }
    }

    /// Whether something can be read within a time in milliseconds.
    func isReady(within time: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, time) > 0
    }
}
