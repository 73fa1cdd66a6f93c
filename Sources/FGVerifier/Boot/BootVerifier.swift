package import FGCore
import FGGenerator
import FGInspect
package import FGMachine
import FGProcess
import FGStorage

/// Boots an image on an overlay and asks it: nothing needs to be preinstalled, nothing of the image is written.
package struct BootVerifier: Sendable {
    private let subject: VerificationSubject
    private let scratch: FilePath
    private let accelerator: Accelerator
    private let progress: ProgressHandler

    private let budgets: Budgets

    /// How long a machine may take; translated processors are slow.
    package struct Budgets: Sendable, Hashable {
        /// From power-on to the login prompt; a boot that takes longer failed.
        package var boot = Duration.seconds(300)
        /// What the kernel and the services may take of it without a warning, in milliseconds.
        package var start: Int
        /// From the login prompt to ssh's first answer.
        package var ssh: Duration

        /// The times of an accelerator.
        package init(_ accelerator: Accelerator) {
            start = accelerator == .kvm ? 20_000 : 90_000
            ssh = accelerator == .kvm ? .seconds(20) : .seconds(90)
        }
    }

    package init(
        _ subject: VerificationSubject,
        scratch: FilePath,
        accelerator: Accelerator,
        budgets: Budgets? = nil,
        progress: @escaping ProgressHandler
    ) {
        self.subject = subject
        self.scratch = scratch
        self.accelerator = accelerator
        self.budgets = budgets ?? Budgets(accelerator)
        self.progress = progress
    }

    /// The verdicts of all boot checks.
    ///
    /// - Throws: `unavailable` when a program is missing, `CancellationError`.
    package func run() async throws -> [Verdict] {
        var verdicts = try await bootAndAsk(Firmware(startingFrom: subject.disk, recipe: subject.recipe))
        if let disk = subject.recipe?.template.disk, disk.bootsBIOS, disk.bootsUEFI {
            verdicts.append(try await bootUEFI())
        } else {
            let reason =
                subject.recipe == nil ? "an imported image has no template" : "one firmware is wanted"
            verdicts.append(Verdict("boot.firmware", .skip, reason))
        }
        let stored = try OpenFile(subject.stored)
        let total = try stored.size()
        progress(.phase("compare", detail: "the stored bytes, \(ByteCount(total))"))
        let after = try SparseCopy(from: stored, to: nil) { [progress] in
            progress(.advance(done: $0, of: total, .bytes))
        }
        .run()
        progress(.finished("compare", detail: "\(after)"))
        let isSame = after == subject.digest
        verdicts.append(Verdict("boot.untouched", isSame ? .pass : .fail, "\(after)"))
        return verdicts
    }

    private func bootAndAsk(_ firmware: Firmware) async throws -> [Verdict] {
        progress(.phase("boot", detail: "\(firmware.rawValue), \(accelerator.rawValue)"))
        let folder = scratch / "boot-\(firmware.rawValue)"
        try folder.makeFolder(permissions: 0o700)
        let hasSSH = startsSSH()
        let interview = GuestInterview(
            template: subject.recipe?.template,
            hasSSH: hasSSH,
            key: try await SSHKey.generate(at: folder / "key", comment: "verification"),
            budget: budgets.boot,
            grace: budgets.ssh
        )
        var configuration = try await configuration(firmware, folder)
        interview.prepare(&configuration)
        return try await Machine.with(configuration) { machine in
            judge(try await interview.run(machine, progress), machine, hasSSH: hasSSH)
        }
    }

    /// Whether an ssh server starts with the image: its recipe says so, or an imported disk's own files.
    private func startsSSH() -> Bool {
        guard let recipe = subject.recipe else {
            return (try? OfflineImage(subject).tree["/usr/sbin/sshd"] != nil) ?? true
        }
        return recipe.startsSSH
    }

    private func judge(_ outcome: GuestInterview.Outcome, _ machine: Machine, hasSSH: Bool) -> [Verdict] {
        guard let login = outcome.login else {
            let console = ConsoleLog(machine.configuration.consoleLog)
            let tail = console.tail(lines: 3).replacing("\n", with: " / ")
            let elapsed = Int((ContinuousClock.now - machine.started) / .milliseconds(1))
            return [Verdict("boot.login", .fail, "no login prompt: \(tail)", milliseconds: elapsed)]
        }
        let passed = Verdict(
            "boot.login",
            .pass,
            "login prompt after \(login) ms",
            milliseconds: login
        )
        guard let report = outcome.report else {
            let reason = outcome.sshFailure ?? "no answer"
            return [passed, Verdict("boot.ssh", .fail, "the booted machine cannot be asked: \(reason)")]
        }
        let judged = GuestJudge(
            template: subject.recipe?.template,
            report: report,
            budget: budgets.start,
            hasSSH: hasSSH,
            baseUsers: subject.recipe?.base?.users ?? [],
            sshFailure: outcome.sshFailure
        )
        .verdicts()
        let failed = judged.count { $0.outcome == .fail }
        progress(.finished("ask", detail: "\(judged.count) checks, \(failed) failed"))
        return [passed] + judged
    }

    private func bootUEFI() async throws -> Verdict {
        progress(.phase("firmware", detail: "uefi"))
        let folder = scratch / "boot-second"
        try folder.makeFolder(permissions: 0o700)
        let configuration = try await configuration(.uefi, folder)
        let clock = ContinuousClock()
        let start = clock.now
        let state = try await Machine.with(configuration) { machine in
            try await machine.waitForLogin(within: budgets.boot)
        }
        let elapsed = Int((clock.now - start) / .milliseconds(1))
        progress(.finished("firmware", detail: "uefi, \(elapsed) ms"))
        var isUp = false
        if case .login = state { isUp = true }
        return Verdict(
            "boot.firmware",
            isUp ? .pass : .fail,
            isUp ? "login prompt by UEFI after \(elapsed) ms" : "no login prompt by UEFI: \(state)",
            milliseconds: elapsed
        )
    }

    private func configuration(_ firmware: Firmware, _ folder: FilePath) async throws -> MachineConfiguration
    {
        let overlay = folder / "overlay.qcow2"
        try await DiskOverlay.create(at: overlay, backing: subject.disk, format: "raw")
        var configuration = MachineConfiguration(folder: folder, disks: [.init(overlay, format: "qcow2")])
        configuration.firmware = firmware
        configuration.accelerator = accelerator
        configuration.processors = 2
        configuration.memory = ByteCount(1 << 30)
        return configuration
    }
}
