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
        let duration = ContinuousClock.now - start
        try record(kind, version, lasting: duration, bytes: bytes, outcome: outcome, detail: detail)
    }

    /// Adds a line to the usage ledger about something that took a time.
    func record(
        _ kind: UsageEvent.Kind,
        _ version: ImageVersion,
        lasting duration: Duration,
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
                milliseconds: Int(duration / .milliseconds(1)),
                bytes: bytes,
                outcome: outcome,
                detail: detail
            )
        )
    }
}
