package import FGCore
package import FGDatabase

/// The record of every use; lines are added, never changed.
package struct UsageLedger: Sendable {
    /// Uses of one kind of one image by one user, summed up.
    package struct Summary: Sendable, Hashable {
        package let user: String
        package let image: String
        package let kind: String
        package let count: Int
        package let milliseconds: Int64
        package let bytes: Int64
        package let last: Timestamp
    }

    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Brings the table to its newest form.
    package func migrate() throws {
        try database.migrate(
            "accounting",
            [
                Migration(
                    number: 1,
                    name: "events",
                    sql: """
                        CREATE TABLE usage_events (
                            id INTEGER PRIMARY KEY,
                            kind TEXT NOT NULL,
                            user TEXT NOT NULL,
                            project TEXT NOT NULL,
                            image TEXT NOT NULL,
                            image_id INTEGER NOT NULL,
                            time INTEGER NOT NULL,
                            milliseconds INTEGER NOT NULL,
                            bytes INTEGER NOT NULL,
                            outcome TEXT NOT NULL,
                            detail TEXT NOT NULL
                        ) STRICT;
                        CREATE INDEX usage_events_by_image ON usage_events (image_id);
                        """
                )
            ]
        )
    }

    /// Adds a line.
    package func add(_ event: UsageEvent) throws {
        try database.write { connection in
            _ = try connection.run(
                """
                INSERT INTO usage_events (kind, user, project, image, image_id, time, milliseconds, bytes, outcome,
                    detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                event.kind.rawValue,
                event.user,
                event.project,
                event.image,
                event.imageID,
                event.time,
                event.milliseconds,
                event.bytes,
                event.outcome,
                event.detail
            )
        }
    }

    /// The uses of an image, newest first.
    package func events(ofImage id: Int64) throws -> [UsageEvent] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT kind, user, project, image, image_id, time, milliseconds, bytes, outcome, detail
                FROM usage_events WHERE image_id = ? ORDER BY id DESC
                """,
                id
            ) { row in
                guard let kind = UsageEvent.Kind(rawValue: row.text(0)) else {
                    throw FGError(.corrupt, "the ledger has the unknown kind \(row.text(0))")
                }
                return UsageEvent(
                    kind: kind,
                    user: row.text(1),
                    project: row.text(2),
                    image: row.text(3),
                    imageID: row.integer(4),
                    time: row.time(5),
                    milliseconds: Int(row.integer(6)),
                    bytes: row.integer(7),
                    outcome: row.text(8),
                    detail: row.text(9)
                )
            }
        }
    }

    /// All uses, summed up by user, image and kind; a channel's moves are none.
    package func summary() throws -> [Summary] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT user, image, kind, count(*), sum(milliseconds), sum(bytes), max(time)
                FROM usage_events WHERE kind <> ? GROUP BY user, image, kind ORDER BY user, image, kind
                """,
                UsageEvent.Kind.channel.rawValue
            ) {
                Summary(
                    user: $0.text(0),
                    image: $0.text(1),
                    kind: $0.text(2),
                    count: Int($0.integer(3)),
                    milliseconds: $0.integer(4),
                    bytes: $0.integer(5),
                    last: $0.time(6)
                )
            }
        }
    }
}
