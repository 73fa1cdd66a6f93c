import FGCore
import Glibc
import Synchronization

/// One run of a command: starts it, feeds and reads it, and ends it when asked.
final class RunningCommand: Sendable {
    private enum State {
        case waiting
        case running(pid_t)
        case ended
    }

    private struct Stop: Sendable {
        var state = State.waiting
        var isCancelled = false
    }

    private let command: Command
    private let stop = Mutex(Stop())

    init(_ command: Command) {
        self.command = command
    }

    /// Ends the program and its children; safe at any moment.
    func cancel() {
        stop.withLock { stop in
            stop.isCancelled = true
            if case .running(let pid) = stop.state { Self.killGroup(pid) }
        }
    }

    /// Runs to the end on the calling thread, while `body` moves the bytes.
    func run<Value>(_ body: (CommandStreams) throws -> Value) throws -> (result: CommandResult, value: Value)
    {
        let streams = try CommandStreams(command)
        let vector = try command.vector()
        let pid = try stop.withLock { stop in
            if stop.isCancelled { throw CancellationError() }
            let pid = try Spawn.start(
                vector,
                environment: command.environment,
                folder: command.sandbox == nil ? command.folder : nil,
                descriptors: streams.childDescriptors,
                group: .own
            )
            stop.state = .running(pid)
            return pid
        }
        let outcome = Swift.Result {
            streams.begin()
            return try body(streams)
        }
        if case .failure = outcome { Self.killGroup(pid) }
        // Left unreaped until the state says so: the number cannot be given to another process before.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let isCancelled = stop.withLock { stop in
            stop.state = .ended
            return stop.isCancelled
        }
        // Children left in the group must not outlive their parent.
        Self.killGroup(pid)
        let status = Spawn.wait(for: pid)
        if isCancelled { throw CancellationError() }
        let value = try outcome.get()
        return (
            CommandResult(status: status, output: streams.output, errorText: streams.errorText), value
        )
    }

    private static func killGroup(_ pid: pid_t) {
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
    }
}
