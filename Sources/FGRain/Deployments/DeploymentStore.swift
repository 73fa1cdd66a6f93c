package import FGCore
package import FGDatabase
package import FGProcess

/// The rows of deployments.
package struct DeploymentStore: Sendable {
    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Brings the table to its newest form.
    package func migrate() throws {
        try database.migrate(
            "rain",
            [
                Migration(
                    number: 1,
                    name: "deployments",
                    sql: """
                        CREATE TABLE deployments (
                            id INTEGER PRIMARY KEY AUTOINCREMENT,
                            version INTEGER NOT NULL,
                            image TEXT NOT NULL,
                            target TEXT NOT NULL,
                            state TEXT NOT NULL,
                            owner TEXT NOT NULL,
                            created INTEGER NOT NULL,
                            ended INTEGER,
                            ssh_port INTEGER,
                            login TEXT,
                            cpus INTEGER NOT NULL,
                            memory INTEGER NOT NULL,
                            pid INTEGER,
                            ticks INTEGER,
                            reason TEXT
                        ) STRICT;
                        CREATE INDEX deployments_by_version ON deployments (version);
                        """
                )
            ]
        )
    }

    /// Adds a row in state `starting` and gives its number.
    package func add(
        version: Int64,
        image: String,
        target: String,
        owner: String,
        login: String?,
        processors: Int,
        memory: ByteCount,
        time: Timestamp
    ) throws -> Int64 {
        try database.write { connection in
            try connection.run(
                """
                INSERT INTO deployments (version, image, target, state, owner, created, login, cpus, memory)
                VALUES (?, ?, ?, 'starting', ?, ?, ?, ?, ?)
                """,
                version,
                image,
                target,
                owner,
                time,
                login,
                processors,
                memory.bytes
            )
            return connection.lastInsertedID
        }
    }

    /// Notes the machine's process, so that it is found whatever happens to the shell.
    package func note(_ process: BackgroundProcess, of id: Int64) throws {
        try database.write { connection in
            _ = try connection.run(
                "UPDATE deployments SET pid = ?, ticks = ? WHERE id = ?",
                process.pid,
                Int64(bitPattern: process.startTicks),
                id
            )
        }
    }

    /// Notes the port that leads to the machine's ssh.
    package func note(sshPort: Int, of id: Int64) throws {
        try database.write { connection in
            _ = try connection.run("UPDATE deployments SET ssh_port = ? WHERE id = ?", sshPort, id)
        }
    }

    /// Moves a deployment from the state it is expected to be in to the next.
    ///
    /// - Throws: `conflict` when it is in another state by now, or the table has no such step.
    package func move(
        _ id: Int64,
        from: DeploymentState,
        to: DeploymentState,
        reason: String? = nil,
        ended: Timestamp? = nil
    ) throws {
        guard from.successors.contains(to) else {
            throw FGError(.conflict, "a deployment does not go from \(from.rawValue) to \(to.rawValue)")
        }
        let changed = try database.write { connection in
            try connection.run(
                "UPDATE deployments SET state = ?, reason = ?, ended = ? WHERE id = ? AND state = ?",
                to.rawValue,
                reason,
                ended,
                id,
                from.rawValue
            )
        }
        guard changed == 1 else {
            throw FGError(
                .conflict,
                "deployment \(id) is no longer \(from.rawValue)",
                hint: "deployment show \(id)"
            )
        }
    }

    /// Every deployment, newest first.
    package func all() throws -> [Deployment] {
        try database.read { connection in
            try connection.rows(
                "SELECT \(Self.columns) FROM deployments ORDER BY id DESC",
                as: Self.deployment
            )
        }
    }

    /// One deployment.
    ///
    /// - Throws: `notFound`.
    package func deployment(_ id: Int64) throws -> Deployment {
        let found = try database.read { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM deployments WHERE id = ?",
                id,
                as: Self.deployment
            )
        }
        guard let found else {
            throw FGError(
                .notFound,
                "deployment \(id) not found",
                subject: "\(id)",
                hint: "deployment list shows them"
            )
        }
        return found
    }

    private static let columns = """
        id, version, image, target, state, owner, created, ended, ssh_port, login, cpus, memory, pid, ticks, reason
        """

    private static func deployment(_ row: Row) throws -> Deployment {
        guard let state = DeploymentState(rawValue: row.text(4)) else {
            throw FGError(.corrupt, "a deployment has the unknown state \(row.text(4))")
        }
        let process = row.optionalInteger(12).flatMap { pid in
            row.optionalInteger(13).map {
                BackgroundProcess(pid: Int32(truncatingIfNeeded: pid), startTicks: UInt64(bitPattern: $0))
            }
        }
        return Deployment(
            id: row.integer(0),
            versionID: row.integer(1),
            image: row.text(2),
            target: row.text(3),
            state: state,
            owner: row.text(5),
            created: row.time(6),
            ended: row.optionalTime(7),
            sshPort: row.optionalInteger(8).map { Int($0) },
            login: row.optionalText(9),
            processors: Int(row.integer(10)),
            memory: ByteCount(row.integer(11)),
            process: process,
            reason: row.optionalText(14)
        )
    }
}
