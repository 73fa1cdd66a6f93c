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
        let start = ContinuousClock.now
        let value = try await group(name, detail: detail, body)
        part(name, .built, reason: reason, since: start, bytes: bytes)
        return value
    }

    /// Runs a phase that notes its parts itself.
    package func group<Value>(
        _ name: String,
        detail: String,
        _ body: () async throws -> Value
    ) async throws -> Value {
        progress(.phase(name, detail: detail))
        let start = ContinuousClock.now
        let value = try await body()
        progress(.finished(name, detail: "\(Self.milliseconds(since: start)) ms"))
        return value
    }

    /// Adds phases that were logged elsewhere.
    package func append(_ phases: [BuildPhase]) { done.withLock { $0 += phases } }

    /// Notes a part of the phase that runs.
    package func part(
        _ name: String,
        _ result: BuildPhase.Result,
        reason: String,
        since start: ContinuousClock.Instant,
        bytes: Int64? = nil
    ) {
        let phase = BuildPhase(
            name: name,
            result: result,
            reason: reason,
            milliseconds: Self.milliseconds(since: start),
            bytes: bytes
        )
        append([phase])
    }

    private static func milliseconds(since start: ContinuousClock.Instant) -> Int {
        Int((ContinuousClock.now - start) / .milliseconds(1))
    }
}
