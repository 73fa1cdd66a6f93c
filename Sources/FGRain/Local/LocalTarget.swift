package import FGCore
import FGMachine
import FGProcess

/// The target `local`: QEMU on this host, from an overlay on the stored image.
package struct LocalTarget: Sendable {
    private let folder: FilePath
    private let store: DeploymentStore
    private let progress: ProgressHandler

    private static let bootBudget = Duration.seconds(300)
    private static let stopBudget = Duration.seconds(60)

    /// Works in the site's folder for deployments.
    package init(folder: FilePath, store: DeploymentStore, progress: @escaping ProgressHandler) {
        self.folder = folder
        self.store = store
        self.progress = progress
    }

    /// The folder of one deployment.
    package func folder(of id: Int64) -> FilePath { folder / "\(id)" }

    /// The private key that was made for a deployment.
    package func identity(of id: Int64) -> FilePath { folder(of: id) / "key" }

    /// Starts a machine and waits until ssh answers; on any failure nothing of it stays but its row.
    package func start(_ request: LocalRequest) async throws -> Deployment {
        let id = try store.add(
            version: request.versionID,
            image: request.image,
            target: "local",
            owner: request.owner,
            login: request.login,
            processors: request.processors,
            memory: request.memory,
            time: request.time
        )
        progress(.phase("rain", detail: "deployment \(id), \(request.accelerator.rawValue)"))
        do {
            let folder = folder(of: id)
            try folder.makeFolder(permissions: 0o700)
            guard let lock = try FileLock.tryAcquire(folder / "lock") else {
                throw FGError(.conflict, "the folder \(folder) is in use")
            }
            defer { withExtendedLifetime(lock) {} }
            let key = try await publicKey(request, id)
            let process = try await launch(request, id, key: key)
            let port = try await waitUntilUp(request, id, process)
            try store.note(sshPort: port, of: id)
            try store.move(id, from: .starting, to: .running)
            progress(.finished("rain", detail: "deployment \(id), ssh on port \(port)"))
            return try store.deployment(id)
        } catch {
            try undo(id, reason: error is CancellationError ? "interrupted" : "\(error)", at: request.time)
            throw error
        }
    }

    private func publicKey(_ request: LocalRequest, _ id: Int64) async throws -> String {
        if let key = request.key { return key }
        return try await SSHKey.generate(at: identity(of: id), comment: "deployment-\(id)").publicKey
    }

    private func launch(_ request: LocalRequest, _ id: Int64, key: String) async throws -> BackgroundProcess {
        let folder = folder(of: id)
        let overlay = folder / "overlay.qcow2"
        try await DiskOverlay.create(
            at: overlay,
            backing: request.disk,
            format: request.format,
            size: request.diskSize
        )
        var configuration = MachineConfiguration(folder: folder, disks: [.init(overlay, format: "qcow2")])
        if let userData = request.userData {
            let disk = folder / "user-data.raw"
            try await UserDataDisk.create(at: disk, userData: userData, instance: "deployment-\(id)")
            configuration.disks.append(.init(disk, format: "raw"))
        }
        configuration.accelerator = request.accelerator
        configuration.processors = request.processors
        configuration.memory = request.memory
        configuration.network = .open
        configuration.forwards = [PortForward(guest: 22)]
        configuration.hasConsoleSocket = true
        if let login = request.login {
            let keys = Array(((request.imageKeys + [key]).joined(separator: "\n") + "\n").utf8)
            let home = login == "root" ? "/root" : "/home/\(login)"
            configuration.credentials["tmpfiles.extra"] = GuestFile.credential([
                GuestFile("\(home)/.ssh", .folder, mode: 0o700, owner: login, group: login),
                GuestFile(
                    "\(home)/.ssh/authorized_keys",
                    .file(keys),
                    mode: 0o600,
                    owner: login,
                    group: login
                ),
            ])
        }
        let process = try BackgroundProcess.start(try configuration.command(), log: folder / "qemu.log")
        // Noted at once: a shell that is killed from here on leaves a machine that is found again.
        try store.note(process, of: id)
        return process
    }

    private func waitUntilUp(_ request: LocalRequest, _ id: Int64, _ process: BackgroundProcess) async throws
        -> Int
    {
        let folder = folder(of: id)
        let control = try await QMPClient.connect(to: folder / "control.sock", within: .seconds(20))
        guard let port = try await control.forwards().first(where: { $0.guest == 22 })?.host else {
            throw FGError(.failed, "QEMU forwards no port")
        }
        guard try await SSHClient.greeting(port: port, within: Self.bootBudget) != nil else {
            let log =
                (try? (folder / "qemu.log").readText().split(separator: "\n").last.map(String.init)) ?? nil
            throw FGError(
                .timedOut,
                process.isRunning
                    ? "ssh did not answer in the machine" : "the machine ended: \(log ?? "no message")"
            )
        }
        if request.key == nil, let login = request.login {
            let client = SSHClient(
                port: port,
                user: login,
                identity: identity(of: id),
                hostKeys: .kept(folder / "known_hosts")
            )
            let result = try await client.runWhenReady(script: "true", within: .seconds(60))
            guard result.status == 0 else {
                throw FGError(
                    .failed,
                    "ssh does not let \(login) in: \(result.lastErrorLine ?? "no message")"
                )
            }
        }
        return port
    }

    /// Ends what was started and removes everything but the row.
    private func undo(_ id: Int64, reason: String, at time: Timestamp) throws {
        if let process = try store.deployment(id).process { process.kill() }
        try folder(of: id).removeAll()
        try store.move(id, from: .starting, to: .failed, reason: reason, ended: time)
    }

    /// Shuts a machine down and removes its overlay.
    ///
    /// - Throws: `conflict` when it does not run.
    package func stop(_ id: Int64, at time: Timestamp) async throws {
        let deployment = try store.deployment(id)
        guard deployment.state == .running else {
            throw FGError(.conflict, "deployment \(id) is \(deployment.state.rawValue)", subject: "\(id)")
        }
        progress(.phase("stop", detail: "deployment \(id)"))
        try store.move(id, from: .running, to: .stopping)
        try await end(deployment)
        try folder(of: id).removeAll()
        try store.move(id, from: .stopping, to: .stopped, reason: "stopped", ended: time)
        progress(.finished("stop", detail: "deployment \(id)"))
    }

    private func end(_ deployment: Deployment) async throws {
        guard let process = deployment.process, process.isRunning else { return }
        if let control = try? await QMPClient.connect(
            to: folder(of: deployment.id) / "control.sock",
            within: .seconds(5)
        ) {
            try? await control.powerDown()
            if try await process.hasEnded(within: Self.stopBudget) { return }
        }
        try await process.stop(within: .seconds(5))
    }

    /// Brings the rows into agreement with the machines: those that ended, and starts that a killed shell left.
    package func recover(at time: Timestamp) throws {
        for deployment in try store.all() {
            let id = deployment.id
            switch deployment.state {
            case .stopped, .failed: continue
            case .running:
                if deployment.process?.isRunning == true { continue }
                try folder(of: id).removeAll()
                try store.move(
                    id,
                    from: .running,
                    to: .stopped,
                    reason: "the machine ended by itself",
                    ended: time
                )
            case .starting, .stopping:
                if folder(of: id).exists, try FileLock.tryAcquire(folder(of: id) / "lock") == nil { continue }
                guard deployment.state == .starting || time.seconds - deployment.created.seconds > 120 else {
                    continue
                }
                deployment.process?.kill()
                try folder(of: id).removeAll()
                let next: DeploymentState = deployment.state == .starting ? .failed : .stopped
                try store.move(id, from: deployment.state, to: next, reason: "its shell ended", ended: time)
            }
        }
    }
}
