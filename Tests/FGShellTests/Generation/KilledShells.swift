import FGCore
import FGProcess
import Glibc
import Synchronization
import Testing

/// Shells that were killed while they generated, and what they left.
final class KilledShells: Sendable {
    private let pids = Mutex<Set<pid_t>>([])

    /// Starts a command that says its progress plainly, and kills it with all that it started when a phase begins, or after a
    /// while in it.
    func kill(_ command: Command, in phase: String, after pause: Duration, log: FilePath) async throws {
        let process = try BackgroundProcess.start(command, log: log)
        while process.isRunning, !((try? log.readText()) ?? "").contains(": \(phase), ") {
            try await Task.sleep(for: .milliseconds(2))
        }
        try await Task.sleep(for: pause)
        let said = try log.readText()
        #expect(process.isRunning, "\(said)")
        Glibc.kill(process.pid, SIGKILL)
        pids.withLock { _ = $0.insert(process.pid) }
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// The folders in memory that are still there.
    func scratches() throws -> [String] {
        try FilePath("/dev/shm").entries().filter { name in
            pids.withLock { $0.contains { name.hasPrefix("fgshell-scratch.\(geteuid()).\($0).") } }
        }
    }
}
