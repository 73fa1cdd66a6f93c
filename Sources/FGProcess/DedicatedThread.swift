import FGCore
import Glibc

/// Runs blocking work on a thread of its own and gives its result to the waiting task.
///
/// The kernel ties a child's parent-death signal to the thread that started it: pool threads come and go.
package enum DedicatedThread {
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let work = Work { continuation.resume(with: Swift.Result(catching: body)) }
            let unmanaged = Unmanaged.passRetained(work)
            var thread = pthread_t()
            let status = pthread_create(
                &thread,
                nil,
                { pointer in
                    guard let pointer else { return nil }
                    // Writing to a program that stopped reading is an error to handle, not a signal to die of.
                    var brokenPipe = sigset_t()
                    sigemptyset(&brokenPipe)
                    sigaddset(&brokenPipe, SIGPIPE)
                    pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)
                    Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
                    return nil
                },
                unmanaged.toOpaque()
            )
            guard status == 0 else {
                unmanaged.release()
                continuation.resume(throwing: FGError.system("start", "a thread", errno: status))
                return
            }
            pthread_detach(thread)
        }
    }
}
