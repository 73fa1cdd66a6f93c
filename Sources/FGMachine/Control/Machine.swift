import FGCore
import FGProcess

/// A running virtual machine that ends with the task that uses it.
package struct Machine: Sendable {
    package let configuration: MachineConfiguration
    package let control: QMPClient
    /// The forwarded ports, with the numbers the kernel chose.
    package let forwards: [PortForward]
    /// When it was started.
    package let started: ContinuousClock.Instant

    /// The host's port that leads to a port of the guest.
    package func port(to guest: Int) -> Int? {
        forwards.first { $0.guest == guest }?.host
    }

    /// Runs a machine for as long as `body` takes; QEMU is gone when this returns, throws or the process dies.
    ///
    /// - Throws: `failed` when QEMU ends before `body`, and what `body` throws.
    package static func with<Result: Sendable>(
        _ configuration: MachineConfiguration,
        _ body: @escaping @Sendable (Machine) async throws -> Result
    ) async throws -> Result {
        let command = try configuration.command()
        return try await withThrowingTaskGroup(of: Result.self) { group in
            let clock = ContinuousClock()
            let started = clock.now
            group.addTask {
                let result = try await command.run()
                let reason = result.lastErrorLine ?? "the guest powered off"
                throw FGError(.failed, "the machine ended with status \(result.status): \(reason)")
            }
            group.addTask {
                do {
                    return try await body(connect(configuration, started: started))
                } catch let error as FGError where error.code == .unavailable {
                    // A QEMU that ends closes its sockets first; its last words say more.
                    try await Task.sleep(for: .seconds(2))
                    throw error
                }
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else {
                throw FGError(.failed, "the machine did not run")
            }
            return result
        }
    }

    private static func connect(
        _ configuration: MachineConfiguration,
        started: ContinuousClock.Instant
    ) async throws -> Machine {
        let control = try await QMPClient.connect(to: configuration.controlSocket)
        return Machine(
            configuration: configuration,
            control: control,
            forwards: configuration.forwards.isEmpty ? [] : try await control.forwards(),
            started: started
        )
    }

    /// Waits until the console shows a login prompt or the end of the boot.
    ///
    /// - Returns: how far the guest came in the time.
    package func waitForLogin(within time: Duration) async throws -> ConsoleLog.State {
        let clock = ContinuousClock()
        var log = ConsoleLog(configuration.consoleLog)
        while true {
            let isLast = clock.now >= started + time
            try log.look()
            switch log.state {
            case .login, .stopped: return log.state
            case .silent, .starting: if isLast { return log.state }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
