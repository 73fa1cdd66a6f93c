import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGMachine
import FGProcess
import FGRain
import FGStorage

/// What is to be deployed.
package struct RainRequest: Sendable {
    /// An image reference; with `generatesMissing` also a template's name.
    package var image: String
    package var target: String
    package var count: Int64
    package var cpus: Int64?
    package var memory: ByteCount?
    package var disk: ByteCount?
    package var key: FilePath?
    package var userData: FilePath?
    package var generatesMissing: Bool

    package init(
        image: String,
        target: String,
        count: Int64,
        cpus: Int64?,
        memory: ByteCount?,
        disk: ByteCount?,
        key: FilePath?,
        userData: FilePath?,
        generatesMissing: Bool
    ) {
        self.image = image
        self.target = target
        self.count = count
        self.cpus = cpus
        self.memory = memory
        self.disk = disk
        self.key = key
        self.userData = userData
        self.generatesMissing = generatesMissing
    }
}

/// Deploys images and looks after what runs.
package struct DeploymentService: Sendable {
    let session: Session

    private func target(_ progress: @escaping ProgressHandler = { _ in }) throws -> (
        LocalTarget, DeploymentStore
    ) {
        let services = try session.writable()
        let store = DeploymentStore(database: services.database)
        return (LocalTarget(folder: session.location.deployments, store: store, progress: progress), store)
    }

    /// What raining would start.
    package func plan(_ request: RainRequest) async throws -> Record {
        let version = try deployable(request)
        return Record([
            Record.Field("image", .text(version.fullName)), Record.Field("target", .text(request.target)),
            Record.Field("count", .integer(request.count)), Record.Field("cpus", .integer(request.cpus ?? 2)),
            Record.Field("memory", .size(request.memory ?? ByteCount(1 << 30))),
        ])
    }

    /// Starts machines from a verified image and waits until each answers.
    ///
    /// - Throws: `unverified` for an image that is not verified; `unavailable` for an unknown target.
    package func rain(_ request: RainRequest, progress: @escaping ProgressHandler) async throws -> Table {
        let services = try session.writable()
        let version = try await generated(request, progress)
        let clock = ContinuousClock()
        let (target, _) = try target(progress)
        let disk = try disk(of: version, services)
        let accelerator = try await Accelerator.probe(
            disk: disk.path,
            format: disk.format,
            cache: session.location.operations
        )
        var started: [Deployment] = []
        for _ in 0..<request.count {
            let start = clock.now
            let local = try localRequest(request, version, accelerator, services)
            started.append(try await target.start(local))
            try services.catalog.noteUse(version.id, at: session.now)
            try session.record(.deploy, version, since: start, bytes: 0, detail: "local")
        }
        for deployment in started {
            progress(.note("deployment \(deployment.id): \(Self.reach(deployment))"))
        }
        return Self.table(started)
    }

    private func generated(_ request: RainRequest, _ progress: @escaping ProgressHandler) async throws
        -> ImageVersion
    {
        guard request.generatesMissing else { return try deployable(request) }
        do {
            return try deployable(request)
        } catch let error as FGError where error.code == .notFound {
            let generation = GenerationRequest(
                template: request.image,
                arguments: [:],
                refreshesArchive: false
            )
            _ = try await session.generation.generate(generation, progress: progress)
        } catch let error as FGError where error.code == .unverified {
            progress(.note("\(request.image) is not verified yet"))
        }
        let reference = try ImageReference(parsing: request.image)
        _ = try await session.verification.verify(reference, isOffline: false, progress: progress)
        return try deployable(request)
    }

    private func deployable(_ request: RainRequest) throws -> ImageVersion {
        guard request.target == "local" else {
            throw FGError(
                .unavailable,
                "no target is called \"\(request.target)\"",
                hint: "targets are local"
            )
        }
        let services = try session.services()
        let reference = try ImageReference(parsing: request.image)
        let version = try services.catalog.resolve(reference, project: session.project)
        guard version.isDeployable else {
            let failed = try services.catalog.verdicts(on: version.id).filter { $0.outcome == "fail" }.map(
                \.check
            )
            let missing =
                failed.isEmpty
                ? "no verification was run" : "failed checks: \(failed.joined(separator: ", "))"
            throw FGError(
                .unverified,
                "\(version.fullName) is \(version.state.rawValue), not verified; \(missing)",
                subject: version.fullName,
                hint: "verify \(version.name)"
            )
        }
        if let userData = request.userData { try requireUserData(userData, isReadBy: version, services) }
        return version
    }

    /// User data that nobody in the machine reads would be lost without a word.
    private func requireUserData(
        _ file: FilePath,
        isReadBy version: ImageVersion,
        _ services: SiteServices
    ) throws {
        guard file.status()?.kind == .file else {
            throw FGError(.notFound, "there is no file \(file)", subject: file.string)
        }
        guard version.recipe != nil else { return }
        let packages = try services.catalog.packages(of: version.id)
        guard packages.contains(where: { $0.name == "cloud-init" }) else {
            throw FGError(
                .invalid,
                "\(version.fullName) has no cloud-init, which would read user data",
                subject: version.fullName,
                hint: "add to its template: package cloud-init"
            )
        }
    }

    /// The base disk, with QEMU's name of its format.
    private func disk(of version: ImageVersion, _ services: SiteServices) throws -> (
        path: FilePath, format: String
    ) {
        let base = try services.catalog.artifacts(of: version.id).first { $0.role == "base" }
        guard let base, let format = try ImageFormat(parsing: base.format).qemuName else {
            throw FGError(.invalid, "\(version.fullName) is no disk that could be started")
        }
        return (try services.store.existingPath(of: base.digest), format)
    }

    private func localRequest(
        _ request: RainRequest,
        _ version: ImageVersion,
        _ accelerator: Accelerator,
        _ services: SiteServices
    ) throws -> LocalRequest {
        var login: String?
        var keys: [String] = []
        if let digest = version.recipe {
            let recipe = try CanonicalJSON.decode(Recipe.self, from: try services.store.bytes(of: digest))
            if let user = recipe.template.users.first {
                login = user.name
                keys = user.keys
            } else if recipe.template.root["local"] ?? recipe.template.root["*"] == .keyOnly {
                login = "root"
            }
        }
        let disk = try disk(of: version, services)
        return LocalRequest(
            versionID: version.id,
            image: version.fullName,
            disk: disk.path,
            format: disk.format,
            owner: session.user,
            login: login,
            imageKeys: keys,
            processors: Int(request.cpus ?? 2),
            memory: request.memory ?? ByteCount(1 << 30),
            diskSize: request.disk,
            key: try request.key.map { try SSHKey.readPublicKey($0) },
            userData: request.userData,
            accelerator: accelerator,
            time: session.now
        )
    }

    /// Every deployment, newest first; those whose machine ended are found and said so.
    package func list(numbers: [Int64]? = nil) async throws -> Table {
        let all = try current()
        return Self.table(all.filter { deployment in numbers?.contains(deployment.id) ?? true })
    }

    private func current() throws -> [Deployment] {
        let services = try session.services()
        let store = DeploymentStore(database: services.database)
        if !session.location.isReadOnly { try target().0.recover(at: session.now) }
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

    /// Stops machines; each is stopped even when another cannot be.
    package func stop(_ ids: [Int64], progress: @escaping ProgressHandler) async throws -> Table {
        let (target, store) = try target(progress)
        try target.recover(at: session.now)
        var failures: [String] = []
        for id in ids {
            do {
                let deployment = try store.deployment(id)
                guard deployment.owner == session.user || session.isAdministrator else {
                    throw FGError(.denied, "deployment \(id) belongs to \(deployment.owner)")
                }
                try await target.stop(id, at: session.now)
            } catch let error as FGError where ids.count > 1 {
                failures.append(error.message)
            }
        }
        guard failures.isEmpty else {
            throw FGError(
                .failed,
                "\(failures.count) of \(ids.count) were not stopped: \(failures.joined(separator: "; "))"
            )
        }
        return Self.table(try store.all().filter { ids.contains($0.id) })
    }

    /// Logs in to a machine, or runs a command there; its status becomes an error's exit status.
    package func ssh(_ id: Int64, identity: FilePath?, user: String?, command: [String]) async throws {
        let deployment = try deployment(id)
        guard deployment.state == .running, let port = deployment.sshPort else {
            throw FGError(.conflict, "deployment \(id) is \(deployment.state.rawValue)")
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

    private static func reach(_ deployment: Deployment) -> String {
        guard deployment.state == .running, let port = deployment.sshPort else {
            return deployment.state.rawValue
        }
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

    private static func table(_ deployments: [Deployment]) -> Table {
        Table(columns: columns, rows: deployments.map(row))
    }
}
