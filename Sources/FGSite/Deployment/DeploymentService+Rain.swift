import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGMachine
import FGRain
import FGStorage
import FGVerifier
import Glibc

extension DeploymentService {
    /// What raining would start.
    package func plan(_ request: RainRequest) async throws -> Record {
        let version = try deployable(request)
        return Record([
            Record.Field("image", .text(version.fullName)), Record.Field("target", .text(request.target)),
            Record.Field("count", .integer(request.count)), Record.Field("cpus", .integer(request.cpus ?? 2)),
            Record.Field("memory", .size(request.memory ?? ByteCount(1 << 30))),
        ])
    }

    /// Starts machines from a verified image and waits until each is up; all of them run afterwards, or none.
    ///
    /// The stored bytes are compared with their digest once more while the machines start.
    /// - Throws: `unverified` for an image that is not verified or a machine that fails a check, `corrupt` for stored
    ///   bytes that changed, `unavailable` for an unknown target.
    package func rain(_ request: RainRequest, progress: @escaping ProgressHandler) async throws -> Table {
        let services = try session.writable()
        let version = try await generated(request, progress)
        try await session.rebuilding.bringBack(version, progress)
        progress(.steps(1))
        let (target, _) = try target(progress)
        let disk = try disk(of: version, services)
        let accelerator = try await Accelerator.probe(
            disk: disk.path,
            format: disk.format,
            cache: session.location.operations
        )
        let local = try await localRequest(request, version, accelerator, services)
        let start = ContinuousClock.now
        async let intact: Void = requireIntact(disk.digest, version, services)
        var started: [LocalTarget.Started] = []
        do {
            started = try await self.start(Int(request.count), local, target)
            try await intact
            for machine in started { try await judge(machine, of: version, local, services) }
        } catch {
            try undo(started, target, because: error)
            let outcome = error is CancellationError ? "cancelled" : "failed"
            try session.record(.deploy, version, since: start, bytes: 0, outcome: outcome, detail: "local")
            throw error
        }
        for machine in started {
            try services.catalog.noteUse(version.id, at: session.now)
            try session.record(.deploy, version, since: start, bytes: 0, detail: "local")
            progress(.note("deployment \(machine.deployment.id): \(Self.reach(machine.deployment))"))
        }
        return Self.table(started.map(\.deployment))
    }

    /// Starts machines, a few at a time; when one fails, those that are up are ended again.
    private func start(_ count: Int, _ request: LocalRequest, _ target: LocalTarget) async throws
        -> [LocalTarget.Started]
    {
        let width = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return try await withThrowingTaskGroup(of: LocalTarget.Started.self) { group in
            var started: [LocalTarget.Started] = []
            do {
                for _ in 0..<min(width, count) { group.addTask { try await target.start(request) } }
                while let machine = try await group.next() {
                    started.append(machine)
                    let begun = started.count + width - 1
                    if begun < count { group.addTask { try await target.start(request) } }
                }
            } catch {
                group.cancelAll()
                // A start that is cancelled undoes itself; one that came through meanwhile is ended too.
                while let result = await group.nextResult() {
                    if case .success(let machine) = result { started.append(machine) }
                }
                try undo(started, target, because: error)
                throw error
            }
            return started.sorted { $0.deployment.id < $1.deployment.id }
        }
    }

    /// Ends machines that are up, because the rain they belong to failed.
    private func undo(_ started: [LocalTarget.Started], _ target: LocalTarget, because error: any Error)
        throws
    {
        for machine in started {
            try target.abandon(machine.deployment.id, reason: "undone: \(error)", at: session.now)
        }
    }

    /// - Throws: `corrupt` when the stored bytes changed; the version is rejected then.
    private func requireIntact(_ digest: Digest, _ version: ImageVersion, _ services: SiteServices) throws {
        do {
            try services.store.verify(digest)
        } catch let error as FGError where error.code == .corrupt {
            try services.catalog.move(version.id, from: version.state, to: .rejected, reason: "fmt.digest")
            throw error
        }
    }

    /// Records what a machine's own checks found.
    ///
    /// - Throws: `unverified` when one of them blocks.
    private func judge(
        _ machine: LocalTarget.Started,
        of version: ImageVersion,
        _ request: LocalRequest,
        _ services: SiteServices
    ) async throws {
        guard let answer = machine.answer, let login = request.login else { return }
        let recipe = try version.recipe.map(services.recipe)
        let verdicts = DeployedChecks.verdicts(
            answer,
            DeployedChecks.Expectation(login: login, template: recipe?.templateDigest),
            milliseconds: machine.milliseconds
        )
        let failed = verdicts.filter { $0.outcome == .fail }
        try await session.verification.keep(verdicts, on: version, scope: .deployed, isPassed: failed.isEmpty)
        guard let first = failed.first else { return }
        throw FGError(
            .unverified,
            "deployment \(machine.deployment.id) failed \(first.check): \(first.evidence)",
            subject: version.fullName,
            hint: CheckRegistry.check(first.check).remedy
        )
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
            let failed = try services.catalog.verdicts(on: version.id).filter {
                $0.outcome == "fail" && $0.severity == "block"
            }
            let missing =
                failed.isEmpty
                ? "no whole verification was run"
                : "failed checks: \(failed.map(\.check).joined(separator: ", "))"
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
        path: FilePath, format: String, digest: Digest
    ) {
        let base = try services.catalog.artifacts(of: version.id).first { $0.role == "base" }
        guard let base, let format = try ImageFormat(parsing: base.format).qemuName else {
            throw FGError(.invalid, "\(version.fullName) is no disk that could be started")
        }
        return (try services.store.existingPath(of: base.digest), format, base.digest)
    }

    private func firmware(of disk: (path: FilePath, format: String, digest: Digest), _ recipe: Recipe?)
        async throws -> Firmware
    {
        if recipe != nil || disk.format == "raw" { return Firmware(startingFrom: disk.path, recipe: recipe) }
        let scratch = try ScratchFolder(session.location, bytes: 1 << 20)
        let start = scratch.path / "start.raw"
        try await DiskConversion.readStart(disk.path, format: disk.format, into: start)
        return Firmware(startingFrom: start, recipe: nil)
    }

    private func localRequest(
        _ request: RainRequest,
        _ version: ImageVersion,
        _ accelerator: Accelerator,
        _ services: SiteServices
    ) async throws -> LocalRequest {
        var login: String?
        var keys: [String] = []
        var hasSSH: Bool?
        let recipe = try version.recipe.map(services.recipe)
        if let recipe {
            hasSSH = recipe.startsSSH
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
            firmware: try await firmware(of: disk, recipe),
            hasSSH: hasSSH,
            questions: DeployedChecks.script,
            time: session.now
        )
    }
}
