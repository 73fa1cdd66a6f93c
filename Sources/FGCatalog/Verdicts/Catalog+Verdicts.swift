package import FGCore
import FGDatabase

extension Catalog {
    /// Records the verdicts of one verification with the versions of the tools that gave them.
    package func addReport(
        on version: ImageVersion.ID,
        scope: String,
        isPassed: Bool,
        verdicts: [VerdictRecord],
        tools: [String: String],
        user: String,
        time: Timestamp
    ) throws {
        let toolsText = String(decoding: try CanonicalJSON.encode(tools), as: UTF8.self)
        try database.write { connection in
            try connection.run(
                "INSERT INTO reports (version, scope, passed, user, time, tools) VALUES (?, ?, ?, ?, ?, ?)",
                version,
                scope,
                isPassed,
                user,
                time,
                toolsText
            )
            let report = connection.lastInsertedID
            for (position, verdict) in verdicts.enumerated() {
                try connection.run(
                    """
                    INSERT INTO verdicts (report, position, "check", phase, severity, outcome, evidence, time,
                        milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    report,
                    position,
                    verdict.check,
                    verdict.phase,
                    verdict.severity,
                    verdict.outcome,
                    verdict.evidence,
                    verdict.time,
                    verdict.milliseconds
                )
            }
        }
    }

    /// The newest verdict of every check that was run on a version; empty when none was.
    ///
    /// Verifications run some of the checks each: unbooted, booted, on a deployment.
    package func verdicts(on version: ImageVersion.ID) throws -> [VerdictRecord] {
        try database.read { try Self.verdicts(on: version, $0) }
    }

    static func verdicts(on version: ImageVersion.ID, _ connection: Connection) throws -> [VerdictRecord] {
        try connection.rows(
            """
            SELECT "check", phase, severity, outcome, evidence, time, milliseconds, user, tools FROM (
                SELECT v.*, r.user, r.tools,
                    row_number() OVER (PARTITION BY v."check" ORDER BY v.report DESC) AS age
                FROM verdicts v JOIN reports r ON r.id = v.report WHERE r.version = ?
            ) WHERE age = 1
            ORDER BY CASE phase WHEN 'offline' THEN 1 WHEN 'boot' THEN 2 ELSE 3 END, position, "check"
            """,
            version
        ) {
            VerdictRecord(
                check: $0.text(0),
                phase: $0.text(1),
                severity: $0.text(2),
                outcome: $0.text(3),
                evidence: $0.text(4),
                time: $0.time(5),
                milliseconds: Int($0.integer(6)),
                user: $0.text(7),
                tools: try CanonicalJSON.decode([String: String].self, from: Array($0.text(8).utf8))
            )
        }
    }
}
