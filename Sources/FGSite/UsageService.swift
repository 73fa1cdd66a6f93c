import FGAccounting
import FGCatalog
package import FGCore

/// What was used, by whom.
package struct UsageService: Sendable {
    let session: Session

    /// What happened with an image, newest first.
    package func history(of reference: ImageReference) async throws -> Table {
        let services = try session.services()
        let image = try services.catalog.image(reference, project: session.project).id
        let names = ["time", "kind", "user", "image", "outcome", "duration", "bytes", "detail"]
        let rows: [[Value]] = try services.ledger.events(ofImage: image).map { event in
            [
                .date(event.time), .text(event.kind.rawValue), .text(event.user), .text(event.image),
                .text(event.outcome), .duration(TimeSpan(seconds: Int64((event.milliseconds + 500) / 1000))),
                .size(ByteCount(event.bytes)), .text(event.detail), .text(event.project),
            ]
        }
        return Table(
            columns: names.map { Table.Column($0) } + [Table.Column("project", isDefault: false)],
            rows: rows
        )
    }

    /// All uses summed up by user, image and kind.
    package func summary() async throws -> Table {
        Table(
            columns: ["user", "image", "kind", "count", "duration", "bytes", "last"].map { Table.Column($0) },
            rows: try session.services().ledger.summary().map { line in
                [
                    .text(line.user), .text(line.image), .text(line.kind), .integer(Int64(line.count)),
                    .duration(TimeSpan(seconds: (line.milliseconds + 500) / 1000)),
                    .size(ByteCount(line.bytes)),
                    .date(line.last),
                ]
            }
        )
    }
}
