import FGAccounting
import FGCatalog
import FGCore

extension Session {
    /// Adds a line to the usage ledger.
    func record(
        _ kind: UsageEvent.Kind,
        _ version: ImageVersion,
        since start: ContinuousClock.Instant,
        bytes: Int64,
        outcome: String = "done",
        detail: String = ""
    ) throws {
        try services().ledger.add(
            UsageEvent(
                kind: kind,
                user: user,
                project: project,
                image: version.fullName,
                imageID: version.imageID,
                time: now,
                milliseconds: Int((ContinuousClock().now - start) / .milliseconds(1)),
                bytes: bytes,
                outcome: outcome,
                detail: detail
            )
        )
    }
}
