package import FGCore
import FGMachine
package import FGProcess

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

    /// A machine that is up.
    package struct Started: Sendable {
        package let deployment: Deployment
        /// What it answered to the request's questions; nil when nobody could ask.
        package let answer: CommandResult?
        package let milliseconds: Int
    }

    /// Starts a machine and waits until it is up; on any failure nothing of it stays but its row.
    package func start(_ request: LocalRequest) async throws -> Started {
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
        let start = ContinuousClock.now
        do {
            let folder = folder(of: id)
            try folder.makeFolder(permissions: 0o700)
            guard let lock = try FileLock.tryAcquire(folder / "lock") else {
                throw FGError(.conflict, "the folder \(folder) is in use")
            }
            defer { withExtendedLifetime(lock) {} }
            let key = try await publicKey(request, id)
            let process = try await launch(request, id, key: key)
            let machine = StartingMachine(request: request, folder: folder, process: process)
            let port = try await machine.waitUntilUp(within: Self.bootBudget)
            let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
            let answer = try await machine.ask(port: port, identity: identity(of: id))
            if let port { try store.note(sshPort: port, of: id) }
            try store.move(id, from: .starting, to: .running)
            let reached = port.map { "ssh on port \($0)" } ?? "without ssh"
            progress(.finished("rain", detail: "deployment \(id), \(reached)"))
            return Started(
                deployment: try store.deployment(id),
                answer: answer,
                milliseconds: milliseconds
            )
        } catch {
            try undo(id, reason: error is CancellationError ? "interrupted" : "\(error)", at: request.time)
            throw error
        }
    }

    /// Ends a machine that is up at once: what it was started for did not succeed as a whole.
    package func abandon(_ id: Int64, reason: String, at time: Timestamp) throws {
        try store.move(id, from: .running, to: .stopping)
        try store.deployment(id).process?.kill()
        try folder(of: id).removeAll()
        try store.move(id, from: .stopping, to: .stopped, reason: reason, ended: time)
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
        configuration.firmware = request.firmware
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
    ///
    /// - Returns: the deployments that ran until now and are stopped.
    package func recover(at time: Timestamp) throws -> [Deployment] {
        var ended: [Deployment] = []
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
                ended.append(try store.deployment(id))
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
        return ended
    }
}
