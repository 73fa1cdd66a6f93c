package import FGCore
import FGGenerator
package import FGMachine
import FGProcess

/// Boots an image on an overlay and asks it: nothing needs to be preinstalled, nothing of the image is written.
package struct BootVerifier: Sendable {
    private let subject: VerificationSubject
    private let scratch: FilePath
    private let accelerator: Accelerator
    private let progress: ProgressHandler

    private let budget: Duration
    /// Lets the test in as root; it stands in the overlay only.
    private static let dropIn = "/etc/ssh/sshd_config.d/00-fgshell-test.conf"

    /// A boot that takes longer than the budget failed; translated processors are slow.
    package init(
        _ subject: VerificationSubject,
        scratch: FilePath,
        accelerator: Accelerator,
        budget: Duration = .seconds(300),
        progress: @escaping ProgressHandler
    ) {
        self.subject = subject
        self.scratch = scratch
        self.accelerator = accelerator
        self.budget = budget
        self.progress = progress
    }

    /// The verdicts of all boot checks.
    ///
    /// - Throws: `unavailable` when a program is missing, `CancellationError`.
    package func run() async throws -> [Verdict] {
        let disk = subject.recipe?.template.disk
        // An imported disk says nothing of its firmware; BIOS is what most of them know.
        let bootsBIOS = disk?.bootsBIOS ?? true
        var verdicts = try await bootAndAsk(bootsBIOS ? .bios : .uefi)
        if let disk, disk.bootsBIOS, disk.bootsUEFI {
            verdicts.append(try await bootUEFI())
        } else {
            let reason =
                subject.recipe == nil ? "an imported image has no template" : "one firmware is wanted"
            verdicts.append(Verdict("boot.firmware", .skip, reason))
        }
        let after = try Digest(ofFileAt: subject.stored)
        let isSame = after == subject.digest
        verdicts.append(Verdict("boot.untouched", isSame ? .pass : .fail, "\(after)"))
        return verdicts
    }

    private func bootAndAsk(_ firmware: Firmware) async throws -> [Verdict] {
        progress(.phase("boot", detail: "\(firmware.rawValue), \(accelerator.rawValue)"))
        let folder = scratch / "boot-\(firmware.rawValue)"
        try folder.makeFolder(permissions: 0o700)
        let key = try await SSHKey.generate(at: folder / "key", comment: "verification")
        var configuration = try await configuration(firmware, folder)
        let drop = GuestFile(
            Self.dropIn,
            .file(Array("PermitRootLogin prohibit-password\n".utf8)),
            mode: 0o600
        )
        configuration.credentials = [
            "ssh.authorized_keys.root": Array((key.publicKey + "\n").utf8),
            "tmpfiles.extra": GuestFile.credential([drop]),
        ]
        configuration.forwards = [PortForward(guest: 22)]
        let template = subject.recipe?.template
        let script = GuestReport.script(for: template, dropIn: Self.dropIn)
        let clock = ContinuousClock()
        let start = clock.now
        return try await Machine.with(configuration) { machine in
            guard let port = machine.port(to: 22) else {
                throw FGError(.failed, "the machine forwards no port to ssh")
            }
            let client = SSHClient(port: port, user: "root", identity: key.identity, hostKeys: .unchecked)
            // The guest's sshd is often up before its console asks for a login: the questions wait for it, not after it.
            async let answer = client.runWhenReady(script: script, within: budget)
            let state = try await machine.waitForLogin(within: budget)
            let elapsed = Int((clock.now - start) / .milliseconds(1))
            guard case .login = state else {
                var console = ConsoleLog(machine.configuration.consoleLog)
                try console.look()
                let tail = console.tail(lines: 3).replacing("\n", with: " / ")
                return [Verdict("boot.login", .fail, "no login prompt: \(tail)", milliseconds: elapsed)]
            }
            let shown = "login prompt after \(elapsed) ms"
            progress(.finished("boot", detail: shown))
            progress(.phase("ask", detail: "the booted machine"))
            return [Verdict("boot.login", .pass, shown, milliseconds: elapsed)]
                + judge(try await answer, template)
        }
    }

    private func judge(_ result: CommandResult, _ template: ResolvedTemplate?) -> [Verdict] {
        let report = GuestReport(result.outputText)
        guard result.status != 255, report.isWhole else {
            return [Verdict("boot.ssh", .fail, "ssh: \(result.lastErrorLine ?? "no answer")")]
        }
        let judged = GuestJudge(
            template: template,
            report: report,
            budget: accelerator == .kvm ? 20_000 : 90_000
        )
        .verdicts()
        let failed = judged.count { $0.outcome == .fail }
        progress(.finished("ask", detail: "\(judged.count) checks, \(failed) failed"))
        return judged
    }

    private func bootUEFI() async throws -> Verdict {
        progress(.phase("firmware", detail: "uefi"))
        let folder = scratch / "boot-second"
        try folder.makeFolder(permissions: 0o700)
        let configuration = try await configuration(.uefi, folder)
        let clock = ContinuousClock()
        let start = clock.now
        let state = try await Machine.with(configuration) { machine in
            try await machine.waitForLogin(within: budget)
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
