import FGAccounting
import FGCatalog
package import FGCore
import FGMachine
import FGProcess
import FGRain

/// Deploys images and looks after what runs.
package struct DeploymentService: Sendable {
    let session: Session

    func target(_ progress: @escaping ProgressHandler = { _ in }) throws -> (
        LocalTarget, DeploymentStore
    ) {
        let services = try session.writable()
        let store = DeploymentStore(database: services.database)
        return (LocalTarget(folder: session.location.deployments, store: store, progress: progress), store)
    }

    /// Every deployment, newest first; those whose machine ended are found and said so.
    package func list(numbers: [Int64]? = nil) async throws -> Table {
        let all = try current()
        return Self.table(all.filter { deployment in numbers?.contains(deployment.id) ?? true })
    }

    private func current() throws -> [Deployment] {
        let services = try session.services()
        let store = DeploymentStore(database: services.database)
        if !session.location.isReadOnly { try recordRuns(of: target().0.recover(at: session.now)) }
        return try store.all()
    }

    private func deployment(_ id: Int64) throws -> Deployment {
        _ = try current()
        return try DeploymentStore(database: session.services().database).deployment(id)
    }

    /// One deployment.
    package func show(_ id: Int64) async throws -> Record {
        let deployment = try deployment(id)
        let fields = zip(Self.columns, Self.row(deployment)).map { Record.Field($0.name, $1) }
        return Record(fields + [Record.Field("reach", .text(Self.reach(deployment)))])
    }

    /// What the machine wrote to its serial console.
    ///
    /// - Throws: `notFound` when its files are gone.
    package func console(of id: Int64) async throws -> String {
        _ = try deployment(id)
        let file = session.location.deployments / "\(id)" / "console.log"
        guard file.exists else { throw FGError(.notFound, "deployment \(id) has no console any more") }
        return ConsoleLog.plain(try file.readBytes())
    }

    /// What stopping machines would stop: a row each.
    ///
    /// - Throws: `notFound`.
    package func planStopping(_ ids: [Int64]) async throws -> Table {
        Self.table(try ids.map(deployment))
    }

    /// Stops a machine.
    ///
    /// - Throws: `denied` when the user neither deployed it nor administers the site.
    package func stop(_ id: Int64, progress: @escaping ProgressHandler) async throws -> Table {
        let (target, store) = try target(progress)
        try recordRuns(of: target.recover(at: session.now))
        let deployment = try store.deployment(id)
        guard deployment.owner == session.user || session.isAdministrator else {
            throw FGError(.denied, "deployment \(id) belongs to \(deployment.owner)")
        }
        try await target.stop(id, at: session.now)
        let stopped = try store.deployment(id)
        try recordRuns(of: [stopped])
        return Self.table([stopped])
    }

    /// Adds to the usage ledger for how long machines ran; of a deleted image nobody counts.
    private func recordRuns(of ended: [Deployment]) throws {
        let services = try session.services()
        for deployment in ended {
            let version: ImageVersion
            do {
                version = try services.catalog.version(id: deployment.versionID)
            } catch let error as FGError where error.code == .notFound {
                continue
            }
            let seconds = (deployment.ended ?? session.now).seconds - deployment.created.seconds
            try session.record(
                .run,
                version,
                lasting: .seconds(seconds),
                bytes: 0,
                detail: "deployment \(deployment.id) on \(deployment.target)"
            )
        }
    }

    /// Logs in to a machine, or runs a command there; its status becomes an error's exit status.
    package func ssh(_ id: Int64, identity: FilePath?, user: String?, command: [String]) async throws {
        let deployment = try deployment(id)
        guard deployment.state == .running else {
            throw FGError(.conflict, "deployment \(id) is \(deployment.state.rawValue)")
        }
        guard let port = deployment.sshPort else {
            throw FGError(
                .conflict,
                "the image of deployment \(id) has no ssh server",
                hint: "deployment console \(id) shows its console"
            )
        }
        let folder = session.location.deployments / "\(id)"
        let key = identity ?? ((folder / "key").exists ? folder / "key" : nil)
        guard let login = user ?? deployment.login else {
            throw FGError(
                .usage,
                "the image lets nobody in by default",
                hint: "say who: --user NAME --identity FILE"
            )
        }
        let client = SSHClient(
            port: port,
            user: login,
            identity: key,
            hostKeys: .kept(folder / "known_hosts")
        )
        let program = try Program.find("ssh", package: "openssh-client")
        let status = try await Command(program, client.arguments(command: command)).runAttached()
        guard status == 0 else { throw FGError(.failed, "ssh ended with status \(status)") }
    }

    static func reach(_ deployment: Deployment) -> String {
        guard deployment.state == .running else { return deployment.state.rawValue }
        guard let port = deployment.sshPort else { return "deployment console \(deployment.id)" }
        return "deployment ssh \(deployment.id), or ssh -p \(port) \(deployment.login ?? "USER")@127.0.0.1"
    }

    private static let columns = [
        "id", "image", "target", "state", "owner", "created", "ended", "ssh", "cpus", "memory", "reason",
    ].map { Table.Column($0, isDefault: !["ended", "cpus", "memory"].contains($0)) }

    private static func row(_ deployment: Deployment) -> [Value] {
        [
            .integer(deployment.id), .text(deployment.image), .text(deployment.target),
            .text(deployment.state.rawValue), .text(deployment.owner), .date(deployment.created),
            deployment.ended.map { .date($0) } ?? .null,
            deployment.sshPort.map { .text("127.0.0.1:\($0)") } ?? .null,
            .integer(Int64(deployment.processors)),
            .size(deployment.memory), deployment.reason.map { .text($0) } ?? .null,
        ]
    }

    static func table(_ deployments: [Deployment]) -> Table {
        Table(columns: columns, rows: deployments.map(row))
    }
}
