package import FGCore
import Synchronization

/// Tells of the phases of a build while they run, and keeps what each cost.
package final class PhaseLog: Sendable {
    private let progress: ProgressHandler
    private let done = Mutex<[BuildPhase]>([])

    package init(_ progress: @escaping ProgressHandler) {
        self.progress = progress
    }

    /// The phases that ended, in order.
    package var phases: [BuildPhase] { done.withLock { $0 } }

    /// Runs a phase whose result is not there yet.
    package func phase<Value>(
        _ name: String,
        detail: String,
        reason: String = "made for every build",
        bytes: Int64? = nil,
        _ body: () async throws -> Value
    ) async throws -> Value {
        progress(.phase(name, detail: detail))
        let start = ContinuousClock.now
        let value = try await body()
        add(.built, name, reason, start, bytes)
        return value
    }

    /// Notes a phase whose result was there.
    package func reused(_ name: String, reason: String, since start: ContinuousClock.Instant) {
        progress(.phase(name, detail: reason))
        add(.reused, name, reason, start, nil)
    }

    /// Adds phases that were logged elsewhere.
    package func append(_ phases: [BuildPhase]) { done.withLock { $0 += phases } }

    private func add(
        _ result: BuildPhase.Result,
        _ name: String,
        _ reason: String,
        _ start: ContinuousClock.Instant,
        _ bytes: Int64?
    ) {
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        let phase = BuildPhase(
            name: name,
            result: result,
            reason: reason,
            milliseconds: milliseconds,
            bytes: bytes
        )
        done.withLock { $0.append(phase) }
        progress(.finished(name, detail: "\(milliseconds) ms"))
    }
}
