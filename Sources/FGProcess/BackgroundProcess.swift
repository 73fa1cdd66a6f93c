package import FGCore
import Glibc

/// A process that outlives the one that started it, such as a deployed machine.
package struct BackgroundProcess: Sendable, Codable, Hashable {
    /// Its number.
    package let pid: Int32
    /// When it started, in clock ticks since boot: tells it from a later process of the same number.
    package let startTicks: UInt64

    /// Names a process that was started earlier.
    package init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }

    /// Starts a program in a session of its own; its output goes to the end of `log`.
    ///
    /// The command's sandbox, deadline, input and output settings do not apply.
    package static func start(_ command: Command, log: FilePath) throws -> BackgroundProcess {
        let descriptor = open(log.string, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FGError.system("open", log) }
        defer { close(descriptor) }
        let input = try OpenFile("/dev/null")
        let pid = try Spawn.start(
            [command.program.path.string] + command.arguments,
            environment: command.environment,
            folder: command.folder,
            descriptors: (input.descriptor, descriptor, descriptor),
            group: .session
        )
        guard let ticks = startTicks(of: pid) else {
            throw FGError(.failed, "\(command.program.name) ended at once", subject: command.program.name)
        }
        return BackgroundProcess(pid: pid, startTicks: ticks)
    }

    /// Whether it still runs.
    package var isRunning: Bool {
        // A child of this process stays as a zombie until waited for.
        waitpid(pid, nil, WNOHANG)
        return Self.startTicks(of: pid) == startTicks
    }

    /// Asks it to end, and after `grace` ends it.
    ///
    /// - Throws: `CancellationError` when cancelled meanwhile, `failed` when it does not go away.
    package func stop(within grace: Duration) async throws {
        guard isRunning else { return }
        kill(pid, SIGTERM)
        if try await hasEnded(within: grace) { return }
        kill(pid, SIGKILL)
        if try await hasEnded(within: .seconds(5)) { return }
        throw FGError(.failed, "process \(pid) does not end")
    }

    /// Ends it at once.
    package func kill() {
        guard isRunning, Glibc.kill(pid, SIGKILL) == 0 else { return }
        // A child of this process would stay as a zombie; of another's this does not wait.
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
    }

    /// Whether it ends within a time.
    package func hasEnded(within time: Duration) async throws -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + time
        while isRunning {
            if clock.now >= end { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    private func kill(_ pid: Int32, _ signal: Int32) {
        Glibc.kill(pid, signal)
    }

    /// The start time in `/proc/PID/stat`; nil when there is no such process or it is a zombie.
    private static func startTicks(of pid: pid_t) -> UInt64? {
        guard let text = try? FilePath("/proc/\(pid)/stat").readText(),
            let name = text.lastIndex(of: ")")
        else { return nil }
        // After the name: state is field 3, the start time field 22; proc(5).
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }
}
