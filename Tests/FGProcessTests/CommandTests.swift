import FGCore
import FGProcess
import Glibc
import Synchronization
import Testing

struct CommandTests {
    private func shell(_ script: String) throws -> Command {
        Command(try Program.find("sh", package: "dash"), ["-c", script])
    }

    @Test func `output, errors and status come back apart`() async throws {
        let result = try await shell("echo out; echo err >&2; exit 3").run()
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "err\n")
        #expect(result.status == 3)
    }

    @Test func `a program that a signal ends has status 128 and the signal`() async throws {
        let result = try await shell("sh -c 'kill -TERM $$; sleep 5'; exit $?").run()
        #expect(result.status == 143)
    }

    @Test func `input bytes larger than a pipe arrive whole`() async throws {
        var command = Command(try Program.find("wc", package: "coreutils"), ["-c"])
        command.input = .bytes([UInt8](repeating: 7, count: 300_000))
        #expect(try await command.run().outputText == "300000\n")
    }

    @Test func `pieces go in as they are made, and what comes out is read as it comes`() async throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let done = Mutex(0)
        var command = Command(try Program.find("cat", package: "coreutils"), [])
        command.input = .pieces {
            done.withLock { done in
                defer { done = min(done + 70_000, bytes.count) }
                return Array(bytes[done..<min(done + 70_000, bytes.count)])
            }
        }
        let (result, read) = try await command.run { read in
            var all: [UInt8] = []
            while case let piece = try read(1000), !piece.isEmpty { all += piece }
            return all
        }
        #expect(result.status == 0)
        #expect(read == bytes)
    }

    @Test func `a reader that has seen enough ends the program`() async throws {
        let command = Command(try Program.find("yes", package: "coreutils"), [])
        await #expect(throws: FGError(.refused, "enough")) {
            try await command.run { read in
                _ = try read(10)
                throw FGError(.refused, "enough")
            }
        }
    }

    @Test func `a program that reads no input still ends`() async throws {
        var command = Command(try Program.find("true", package: "coreutils"), [])
        command.input = .bytes([UInt8](repeating: 7, count: 3_000_000))
        #expect(try await command.run().status == 0)
    }

    @Test func `a failed program is named with its last line`() async throws {
        let command = try shell("echo first >&2; echo last >&2; exit 1")
        await #expect(throws: FGError(.failed, "sh failed with status 1: last", subject: "sh")) {
            try await command.runChecked()
        }
    }

    @Test func `a missing program names its package`() throws {
        let error = try #require(throws: FGError.self) {
            try Program.find("no-such-program", package: "none")
        }
        #expect(error.code == .unavailable)
        #expect(error.hint == "apt-get install none")
    }

    @Test func `a deadline ends the program with its children`() async throws {
        let folder = try TemporaryFolder()
        var command = try shell("(while :; do date +%N > '\(folder.path)/beat'; done) & wait")
        command.deadline = .milliseconds(300)
        let error = await #expect(throws: FGError.self) { try await command.run() }
        #expect(error?.code == .timedOut)
        #expect(try isQuiet(folder.path / "beat"))
    }

    @Test func `a program gets none of the descriptors that this process was left`() async throws {
        let left = open("/dev/null", O_RDONLY)
        defer { close(left) }
        let list = Command(Program(name: "ls", path: "/bin/ls"), ["/proc/self/fd"])
        let numbers = try await list.runChecked().outputText.split(separator: "\n")
        // The fourth is the folder that is listed.
        #expect(numbers == ["0", "1", "2", "3"])
    }

    @Test func `cancelling ends the program with its children`() async throws {
        let folder = try TemporaryFolder()
        let command = try shell(
            "(while :; do date +%N > '\(folder.path)/beat'; done) & echo > '\(folder.path)/on'; wait"
        )
        let task = Task { try await command.run() }
        while !["on", "beat"].allSatisfy({ (folder.path / $0).exists }) { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try isQuiet(folder.path / "beat"))
    }

    @Test func `too much output is an error`() async throws {
        var command = Command(try Program.find("yes", package: "coreutils"), [])
        command.output = .capture(limit: 1000)
        await #expect(throws: FGError.self) { try await command.run() }
    }

    @Test func `an output file does not grow over its limit`() async throws {
        let folder = try TemporaryFolder()
        var command = Command(try Program.find("head", package: "coreutils"), ["-c", "1000000", "/dev/zero"])
        command.output = .fileLimited(folder.path / "out", ByteCount(65536))
        let result = try await command.run()
        #expect(result.status != 0)
        #expect((folder.path / "out").status()?.size == 65536)
    }

    @Test func `error lines arrive one by one`() async throws {
        let folder = try TemporaryFolder()
        var command = try shell("echo one >&2; printf two >&2")
        command.onErrorLine = { line in try? (folder.path / line).write("") }
        try await command.runChecked()
        #expect(try folder.path.entries() == ["one", "two"])
    }

    @Test func `the environment is fixed`() async throws {
        let result = try await Command(Program.find("env", package: "coreutils"), []).run()
        #expect(result.outputText.contains("TZ=UTC"))
        #expect(!result.outputText.contains("USER="))
    }

    @Test func `a sandbox shows the named paths and no network`() async throws {
        let folder = try TemporaryFolder()
        try (folder.path / "in").write("content")
        var command = Command(
            try Program.find("sh", package: "dash"),
            [
                "-c",
                "cat \(folder.path)/in; ls /root /etc/shadow; echo x > \(folder.path)/in; ls /sys/class/net",
            ]
        )
        command.sandbox = Sandbox(readOnly: [folder.path])
        let result = try await command.run()
        #expect(result.outputText == "content")
        #expect(try (folder.path / "in").readText() == "content")
    }

    @Test func `a sandbox cannot write what the kernel reads`() async throws {
        let text = "cp /proc/sys/kernel/core_pattern /tmp/own; cp /tmp/own /proc/sys/kernel/core_pattern"
        var command = Command(try Program.find("sh", package: "dash"), ["-c", text])
        command.sandbox = Sandbox()
        let result = try await command.run()
        #expect(result.status != 0 && result.errorText.contains("core_pattern"))
    }

    @Test func `a process in the background is known by its start and can be stopped`() async throws {
        let folder = try TemporaryFolder()
        let command = Command(try Program.find("sleep", package: "coreutils"), ["60"])
        let process = try BackgroundProcess.start(command, log: folder.path / "log")
        #expect(process.isRunning)
        #expect(!BackgroundProcess(pid: process.pid, startTicks: process.startTicks + 1).isRunning)
        try await process.stop(within: .seconds(5))
        #expect(!process.isRunning)
    }

    /// Whether a file that a loop rewrites all the time no longer changes.
    private func isQuiet(_ path: FilePath) throws -> Bool {
        let first = try path.readText()
        usleep(50_000)
        return try path.readText() == first
    }
}
