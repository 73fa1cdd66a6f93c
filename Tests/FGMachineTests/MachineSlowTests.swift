import FGCore
import FGMachine
import FGProcess
import Testing

/// Real QEMU processes without a disk that boots.
struct MachineSlowTests {
    private func withConfiguration(
        _ body: @Sendable (MachineConfiguration) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            var configuration = MachineConfiguration(folder: folder, disks: [])
            configuration.memory = ByteCount(64 << 20)
            configuration.startsPaused = true
            try await body(configuration)
        }
    }

    @Test func `the control socket answers and tells the state`() async throws {
        try await withConfiguration { configuration in
            try await Machine.with(configuration) { machine in
                let status = try await machine.control.status()
                #expect(status.status == "prelaunch")
                try await machine.control.resume()
                let resumed = try await machine.control.status()
                #expect(resumed.running)
            }
        }
    }

    @Test func `each machine gets free ports of its own`() async throws {
        try await withConfiguration { configuration in
            var configuration = configuration
            configuration.forwards = [PortForward(guest: 22), PortForward(guest: 80)]
            try await Machine.with(configuration) { machine in
                let ssh = try #require(machine.port(to: 22))
                let web = try #require(machine.port(to: 80))
                #expect(ssh > 0 && web > 0 && ssh != web)
                #expect(machine.port(to: 23) == nil)
                // QEMU accepts the connection, the paused guest says nothing.
                let greeting = try await SSHClient.greeting(port: ssh, within: .milliseconds(300))
                #expect(greeting == nil)
            }
        }
    }

    @Test func `QEMU ends with the body`() async throws {
        try await withConfiguration { configuration in
            try await Machine.with(configuration) { _ in }
            await #expect(throws: FGError.self) {
                _ = try await QMPClient.connect(to: configuration.controlSocket, within: .milliseconds(100))
            }
        }
    }

    @Test func `a machine that cannot start says why`() async throws {
        try await withConfiguration { configuration in
            var configuration = configuration
            configuration.disks = [.init("/nonexistent/disk", format: "raw")]
            let error = await #expect(throws: FGError.self) { try await Machine.with(configuration) { _ in } }
            #expect(error?.message.contains("/nonexistent/disk") == true)
        }
    }

    @Test func `a command that QEMU refuses is an error and the connection goes on`() async throws {
        try await withConfiguration { configuration in
            try await Machine.with(configuration) { machine in
                await #expect(throws: FGError.self) { try await machine.control.unplug("no such device") }
                let status = try await machine.control.status()
                #expect(status.status == "prelaunch")
            }
        }
    }

    @Test func `a folder with a path longer than a socket address works`() async throws {
        try await TemporaryFolder.with { folder in
            let deep = folder / String(repeating: "d", count: 120)
            try deep.makeFolder()
            var configuration = MachineConfiguration(folder: deep, disks: [])
            configuration.startsPaused = true
            try await Machine.with(configuration) { machine in
                let status = try await machine.control.status()
                #expect(!status.running)
            }
        }
    }

    @Test func `a body that is cancelled ends the machine`() async throws {
        try await withConfiguration { configuration in
            let (runs, running) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await Machine.with(configuration) { _ in
                    running.yield()
                    while true { try await Task.sleep(for: .seconds(10)) }
                }
            }
            for await _ in runs { break }
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
            let socket = try LocalSocket.connect(to: configuration.controlSocket)
            #expect(socket == nil)
        }
    }
}
