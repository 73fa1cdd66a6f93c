package import FGCore
import Glibc

extension Command {
    /// Runs the program to its end; a non-zero status is a result, not an error.
    ///
    /// It ends with all its children when the task is cancelled, the deadline passes or this process dies.
    /// - Throws: `unavailable` when a program is missing, `timedOut`, `CancellationError`, or the system's error.
    package func run() async throws -> CommandResult {
        let running = RunningCommand(self)
        return try await withTaskCancellationHandler {
            try await DedicatedThread.run { try running.run { try $0.transfer() } }.result
        } onCancel: {
            running.cancel()
        }
    }

    /// Runs the program while `body` reads what it writes: up to so many bytes a call, none only at the end.
    ///
    /// An error of `body` ends the program at once.
    /// - Throws: as `run`, and what `body` throws.
    package func run<Value: Sendable>(
        reading body: @escaping @Sendable (_ read: @escaping (Int) throws -> [UInt8]) throws -> Value
    ) async throws -> (result: CommandResult, value: Value) {
        var command = self
        command.output = .stream
        let running = RunningCommand(command)
        return try await withTaskCancellationHandler {
            try await DedicatedThread.run {
                try running.run { streams in
                    let value = try body { try streams.read(upTo: $0) }
                    streams.closeOutput()
                    try streams.transfer()
                    return value
                }
            }
        } onCancel: {
            running.cancel()
        }
    }

    /// Runs the program to its end; the error for one that passes its deadline says what it did for so long.
    ///
    /// - Throws: as `run`, and `overdue` in the place of `timedOut`.
    package func run(overdue: @autoclosure () -> FGError) async throws -> CommandResult {
        do {
            return try await run()
        } catch let error as FGError where error.code == .timedOut {
            throw overdue()
        }
    }

    /// Runs the program to its end and expects status 0.
    ///
    /// - Throws: as `run`, and `failed` with the last line of standard error for another status.
    @discardableResult
    package func runChecked() async throws -> CommandResult {
        let result = try await run()
        guard result.status == 0 else { throw failure(result) }
        return result
    }

    /// The error for a run that did not end with status 0; a full disk is recognised by the system's words for it.
    package func failure(_ result: CommandResult) -> FGError {
        // Many programs put their reason under their own name and usage lines after it.
        let named = result.errorText.split(separator: "\n").first { $0.hasPrefix(program.name + ": ") }
        let line = named.map(String.init) ?? result.lastErrorLine ?? "no message"
        let isFull = result.errorText.contains(String(cString: strerror(ENOSPC)))
        return FGError(
            isFull ? .quotaExceeded : .failed,
            "\(program.name) failed with status \(result.status): \(line)",
            subject: program.name,
            hint: isFull ? "free some space on the disk and try again; nothing was lost" : nil
        )
    }

    /// Runs the program on the caller's terminal and standard streams and gives its exit status.
    ///
    /// For programs that a user talks to, such as ssh or a pager; `input.bytes` come by a pipe, any other input is
    /// the caller's.
    package func runAttached() async throws -> Int32 {
        try await DedicatedThread.run { try runAttachedAndWait() }
    }

    /// Does as `runAttached`, on a thread that may wait, such as one that reads keys.
    package func runAttachedAndWait() throws -> Int32 {
        let pipe = try Pipe()
        var bytes: [UInt8]?
        if case .bytes(let given) = input { bytes = given }
        let pid = try Spawn.start(
            [program.path.string] + arguments,
            environment: environment,
            folder: folder,
            descriptors: (bytes == nil ? 0 : pipe.reading, 1, 2),
            group: .callers
        )
        pipe.closeReading()
        Self.write(bytes ?? [], to: pipe.writing)
        pipe.closeWriting()
        return Spawn.wait(for: pid)
    }

    /// Writes until everything is written or nobody reads any more, which is a quiet end.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
