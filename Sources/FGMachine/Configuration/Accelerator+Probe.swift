package import FGCore
import Glibc

extension Accelerator {
    /// What was found out about this boot of the host.
    private struct Finding: Codable {
        let boot: String
        let accelerator: Accelerator
    }

    /// The fastest accelerator that boots a kernel on this host.
    ///
    /// That `/dev/kvm` opens says little: on some hosts firmware runs in KVM and no kernel does. So the disk is
    /// booted with both at once; KVM counts when a kernel speaks on the console no later than 2 s after the translator's.
    /// The answer is kept in the folder `cache` until the host boots again, unless neither machine said anything.
    /// The disk must boot; it is only read.
    package static func probe(
        disk: FilePath,
        format: String,
        cache: FilePath,
        within time: Duration = .seconds(30)
    ) async throws -> Accelerator {
        if let known = try known(cache: cache) { return known }
        let answer = try await race(disk: disk, format: format, within: time)
        if let answer {
            let finding = Finding(boot: try Self.boot(), accelerator: answer)
            try file(in: cache).write(CanonicalJSON.encode(finding))
        }
        return answer ?? .tcg
    }

    /// The fastest accelerator, as far as that is known without booting anything.
    package static func known(cache: FilePath) throws -> Accelerator? {
        guard access("/dev/kvm", R_OK | W_OK) == 0 else { return .tcg }
        let file = file(in: cache)
        guard file.exists, let bytes = try? file.readBytes(limit: 4096),
            let finding = try? CanonicalJSON.decode(Finding.self, from: bytes), finding.boot == (try boot())
        else { return nil }
        return finding.accelerator
    }

    private static func boot() throws -> String { try FilePath("/proc/sys/kernel/random/boot_id").readText() }

    private static func file(in cache: FilePath) -> FilePath { cache / "accelerator.json" }

    /// The accelerator whose kernel spoke; nil when none did.
    private static func race(disk: FilePath, format: String, within time: Duration) async throws
        -> Accelerator?
    {
        try await withThrowingTaskGroup(of: Accelerator?.self) { group in
            group.addTask { try await speaks(.kvm, disk: disk, format: format, within: time) ? .kvm : nil }
            group.addTask {
                guard try await speaks(.tcg, disk: disk, format: format, within: time) else { return nil }
                // KVM is far ahead where it works; the rest of its time is for a busy host.
                try await Task.sleep(for: .seconds(2))
                return .tcg
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            return nil
        }
    }

    /// Whether a kernel writes to the console when the disk is booted.
    private static func speaks(
        _ accelerator: Accelerator,
        disk: FilePath,
        format: String,
        within time: Duration
    ) async throws -> Bool {
        try await TemporaryFolder.with { folder in
            let overlay = folder / "disk.qcow2"
            try await DiskOverlay.create(at: overlay, backing: disk, format: format)
            var configuration = MachineConfiguration(
                folder: folder,
                disks: [.init(overlay, format: "qcow2")]
            )
            configuration.accelerator = accelerator
            do {
                return try await Machine.with(configuration) { machine in
                    let clock = ContinuousClock()
                    var log = ConsoleLog(machine.configuration.consoleLog)
                    while clock.now < machine.started + time {
                        try log.look()
                        if log.state != .silent { return true }
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    return false
                }
            } catch let error as FGError where error.code != .unavailable || accelerator == .kvm {
                // QEMU gave up: this accelerator does not run here, which is the answer looked for.
                return false
            }
        }
    }
}
