import FGCore
import FGMachine
import FGProcess

/// A machine of this host between its start and the moment when somebody can use it.
struct StartingMachine: Sendable {
    let request: LocalRequest
    /// The folder of its sockets and logs.
    let folder: FilePath
    let process: BackgroundProcess

    /// How long ssh may take after the login prompt in an image that nobody knows.
    private static let grace = Duration.seconds(30)

    /// Waits until ssh answers, or for an image without ssh until its console asks for a login.
    ///
    /// - Returns: the host's port that leads to ssh; nil for an image without ssh.
    /// - Throws: `failed` when the machine ends or stops in its boot, `timedOut`.
    func waitUntilUp(within time: Duration) async throws -> Int? {
        let clock = ContinuousClock()
        let end = clock.now + time
        let control = try await QMPClient.connect(to: folder / "control.sock", within: .seconds(20))
        guard let port = try await control.forwards().first(where: { $0.guest == 22 })?.host else {
            throw FGError(.failed, "QEMU forwards no port")
        }
        var console = ConsoleLog(folder / "console.log")
        var login: ContinuousClock.Instant?
        while clock.now < end {
            if request.hasSSH != false, try await SSHClient.greeting(port: port, within: .seconds(2)) != nil {
                return port
            }
            guard process.isRunning else { throw FGError(.failed, "the machine ended: \(lastWords)") }
            try console.look()
            switch console.state {
            case .login:
                login = login ?? clock.now
                if request.hasSSH == false { return nil }
                if request.hasSSH == nil, let login, clock.now - login > Self.grace { return nil }
            case .stopped(let line): throw FGError(.failed, "the machine does not start: \(line)")
            case .silent, .starting: break
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let awaited = request.hasSSH == false ? "no login prompt came" : "ssh did not answer"
        throw FGError(.timedOut, "\(awaited) in the machine within \(time)", hint: "verify \(request.image)")
    }

    /// Runs the request's questions as the user whom the deployment's own key lets in.
    ///
    /// - Returns: nil where no such key or user is.
    func ask(port: Int?, identity: FilePath) async throws -> CommandResult? {
        guard let port, request.key == nil, let login = request.login else { return nil }
        let client = SSHClient(
            port: port,
            user: login,
            identity: identity,
            hostKeys: .kept(folder / "known_hosts")
        )
        return try await client.runWhenReady(script: request.questions, within: .seconds(60))
    }

    private var lastWords: String {
        let log = try? (folder / "qemu.log").readText()
        return log?.split(separator: "\n").last.map(String.init) ?? "no message"
    }
}
