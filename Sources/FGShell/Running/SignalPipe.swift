import FGProcess
import Glibc

/// Signals as bytes in a pipe, which a thread of its own reads: the handler may do no more than write one.
///
/// The sources of Dispatch lose signals now and then: they block a signal in the thread that got it and raise it there.
enum SignalPipe {
    /// Where the handler writes; set before there is one.
    nonisolated(unsafe) private static var writing: Int32 = -1

    /// Gives signals to a function from now on, but for those that the process was started ignoring.
    static func open(for signals: [Int32], _ take: @escaping @Sendable (Int32) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reading = ends[0]
        writing = ends[1]
        // Nobody needs the thousandth signal that nobody has read yet.
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        for signal in signals { handle(signal) }
        Task {
            try? await DedicatedThread.run {
                var byte: UInt8 = 0
                while true {
                    let count = read(reading, &byte, 1)
                    if count == 1 { take(Int32(byte)) } else if count == 0 || errno != EINTR { return }
                }
            }
        }
    }

    private static func handle(_ signal: Int32) {
        var previous = sigaction()
        guard sigaction(signal, nil, &previous) == 0 else { return }
        let ignoring = unsafeBitCast(SIG_IGN, to: Int.self)
        if unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self) == ignoring { return }
        var action = sigaction()
        action.sa_flags = SA_RESTART
        action.__sigaction_handler.sa_handler = { number in
            let before = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(SignalPipe.writing, &byte, 1)
            errno = before
        }
        _ = sigaction(signal, &action, nil)
    }
}
