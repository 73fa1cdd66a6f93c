package import FGCore
package import FGProcess

/// OpenSSH's client, pointed at a forwarded port of a machine and kept from the user's own settings.
package struct SSHClient: Sendable, Hashable {
    /// How the machine's host key is held.
    package enum HostKeys: Sendable, Hashable {
        /// Any key: the machine was started a moment ago and is reached over loopback.
        case unchecked
        /// The key seen first is kept in a file and must stay.
        case kept(FilePath)
    }

    package var port: Int
    package var user: String
    /// The private key; nil lets the user's agent and default keys answer.
    package var identity: FilePath?
    package var hostKeys: HostKeys

    package init(port: Int, user: String, identity: FilePath?, hostKeys: HostKeys) {
        self.port = port
        self.user = user
        self.identity = identity
        self.hostKeys = hostKeys
    }

    /// The argument vector of `ssh`; `command` words are joined by ssh and read by the guest's shell.
    package func arguments(options: [String] = [], command: [String] = []) -> [String] {
        var arguments = ["-F", "none", "-p", "\(port)", "-l", user, "-o", "ConnectTimeout=10"]
        if let identity {
            arguments += ["-i", identity.string, "-o", "IdentitiesOnly=yes"]
        }
        switch hostKeys {
        case .unchecked:
            arguments += ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
        case .kept(let file):
            arguments += [
                "-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=\"\(file)\"",
            ]
        }
        arguments += ["-o", "GlobalKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
        return arguments + options + ["127.0.0.1"] + (command.isEmpty ? [] : ["--"] + command)
    }

    /// Runs a script in the guest's shell and gives its status and output; ssh's own failure is status 255.
    ///
    /// `onErrorLine` is called with each line of standard error as it comes.
    package func run(
        script: String,
        within time: Duration,
        options: [String] = [],
        onErrorLine: (@Sendable (String) -> Void)? = nil
    ) async throws -> CommandResult {
        let program = try Program.find("ssh", package: "openssh-client")
        let options = ["-T", "-o", "BatchMode=yes"] + options
        var command = Command(program, arguments(options: options, command: ["/bin/sh"]))
        command.input = .bytes([UInt8](script.utf8))
        command.deadline = time
        command.onErrorLine = onErrorLine
        return try await command.run()
    }

    /// Tries until the script runs: a guest's sshd comes up some time after its port.
    ///
    /// - Returns: the first run that ssh itself did not fail, or the last one in the time.
    package func runWhenReady(
        script: String,
        within time: Duration,
        onErrorLine: (@Sendable (String) -> Void)? = nil
    ) async throws -> CommandResult {
        let clock = ContinuousClock()
        let end = clock.now + time
        while true {
            let left = max(clock.now.duration(to: end), .seconds(1))
            let result = try await run(script: script, within: left, onErrorLine: onErrorLine)
            if result.status != 255 || clock.now >= end { return result }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// Waits until a server sends ssh's greeting on the port; RFC 4253 §4.2.
    ///
    /// QEMU accepts connections before the guest does, so an open port says nothing.
    /// - Returns: the greeting, nil when none came in time.
    package static func greeting(port: Int, within time: Duration) async throws -> String? {
        let clock = ContinuousClock()
        let end = clock.now + time
        while clock.now < end {
            if let socket = try LocalSocket.connect(port: port) {
                let wait = min(Duration.seconds(5), max(clock.now.duration(to: end), .zero))
                if let bytes = try await socket.receive(within: wait), bytes.starts(with: Array("SSH-".utf8))
                {
                    let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }.prefix(255)
                    return String(decoding: line, as: UTF8.self)
                }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }
}
