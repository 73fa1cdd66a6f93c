import FGCore
import FGGenerator
import FGMachine
import FGProcess
import Synchronization

/// Asks a booting machine all questions of the boot checks: by ssh, or where that does not answer by a port of its own.
struct GuestInterview: Sendable {
    /// What came of asking.
    struct Outcome: Sendable {
        /// Milliseconds from power-on to the login prompt; nil when none came.
        var login: Int?
        /// The answers; nil when the machine could not be asked.
        var report: GuestReport?
        /// Why ssh did not answer; nil when it did or was not tried.
        var sshFailure: String?
    }

    private enum Event: Sendable {
        case console(ConsoleLog.State, milliseconds: Int)
        case answer(CommandResult)
        /// ssh had its time after the login prompt.
        case late
    }

    let template: ResolvedTemplate?
    /// Whether the image has an ssh server.
    let hasSSH: Bool
    let key: SSHKey
    /// How long the boot may take.
    let budget: Duration
    /// How long after the login prompt ssh may take to let the test in.
    let grace: Duration

    /// Lets the test in as root; it stands in the overlay only.
    private static let dropIn = "/etc/ssh/sshd_config.d/00-fgshell-test.conf"

    private var script: String { GuestReport.script(for: template, dropIn: Self.dropIn) }

    /// Gives the machine what asking it takes.
    func prepare(_ configuration: inout MachineConfiguration) {
        var files = ReportPort.guestFiles(script: script)
        if hasSSH {
            let text = "PermitRootLogin prohibit-password\n"
            files.append(GuestFile(Self.dropIn, .file(Array(text.utf8)), mode: 0o600))
            configuration.credentials["ssh.authorized_keys.root"] = Array((key.publicKey + "\n").utf8)
            configuration.forwards = [PortForward(guest: 22)]
        }
        configuration.credentials["tmpfiles.extra"] = GuestFile.credential(files)
        configuration.hasReportPort = true
    }

    /// Waits for the login prompt and for the answers.
    func run(_ machine: Machine, _ progress: @escaping ProgressHandler) async throws -> Outcome {
        var outcome = Outcome()
        if let result = try await wait(machine, &outcome, progress) {
            let report = GuestReport(result.outputText)
            if result.status != 255, report.isWhole {
                outcome.report = report
            } else {
                outcome.sshFailure = result.lastErrorLine ?? "the answer is not whole"
            }
        } else if hasSSH {
            outcome.sshFailure = "no answer for \(grace) after the login prompt"
        }
        if outcome.login != nil, outcome.report == nil {
            if let reason = outcome.sshFailure {
                progress(.note("ssh does not answer (\(reason)): asking by a port of the machine's own"))
            }
            outcome.report = try await askByPort(machine)
        }
        return outcome
    }

    /// Follows the console and tries ssh beside it: a guest's sshd is often up before its console asks for a login.
    private func wait(
        _ machine: Machine,
        _ outcome: inout Outcome,
        _ progress: @escaping ProgressHandler
    ) async throws -> CommandResult? {
        let isIn = Flag()
        return try await withThrowingTaskGroup(of: Event.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                let state = try await machine.waitForLogin(within: budget)
                let elapsed = Int((ContinuousClock.now - machine.started) / .milliseconds(1))
                return .console(state, milliseconds: elapsed)
            }
            if let port = machine.port(to: 22) {
                let client = SSHClient(port: port, user: "root", identity: key.identity, hostKeys: .unchecked)
                group.addTask {
                    do {
                        let result = try await client.runWhenReady(
                            script: "echo \(Flag.line) >&2\n" + script,
                            within: budget
                        ) { if $0 == Flag.line { isIn.set() } }
                        return .answer(result)
                    } catch let error as FGError where error.code == .timedOut {
                        return .console(.stopped(line: error.message), milliseconds: 0)
                    }
                }
            }
            var answer: CommandResult?
            while let event = try await group.next() {
                switch event {
                case .console(.login, let milliseconds):
                    outcome.login = milliseconds
                    progress(.finished("boot", detail: "login prompt after \(milliseconds) ms"))
                    progress(.phase("ask", detail: "the booted machine"))
                    if answer != nil || !hasSSH { return answer }
                    group.addTask {
                        try await Task.sleep(for: grace)
                        return .late
                    }
                case .console: return nil
                case .late: if !isIn.isSet { return nil }
                case .answer(let result):
                    answer = result
                    if outcome.login != nil { return answer }
                }
            }
            return answer
        }
    }

    /// Whether ssh let the test in: from then on the answer may take as long as the guest takes to start.
    private final class Flag: Sendable {
        static let line = "@@in"
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }

    private func askByPort(_ machine: Machine) async throws -> GuestReport? {
        var port = ReportPort(control: machine.control, file: machine.configuration.reportFile)
        guard try await port.open(within: .seconds(60)),
            let text = try await port.report(endingWith: GuestReport.ending, within: budget)
        else { return nil }
        return GuestReport(text)
    }
}
