package import FGCore
import FGGenerator
import FGProcess

/// Runs the checks that need no boot.
package struct OfflineVerifier: Sendable {
    private let subject: VerificationSubject
    private let progress: ProgressHandler

    package init(_ subject: VerificationSubject, progress: @escaping ProgressHandler) {
        self.subject = subject
        self.progress = progress
    }

    /// The verdicts of all offline checks.
    ///
    /// - Throws: `unavailable` when a program is missing, `CancellationError`.
    package func run() async throws -> [Verdict] {
        progress(.phase("offline", detail: "the unbooted disk"))
        let verdicts = [try await digest(), try await table(), try await fileSystem()]
        let failed = verdicts.filter { $0.outcome == .fail }.count
        progress(.finished("offline", detail: "\(verdicts.count) checks, \(failed) failed"))
        return verdicts
    }

    private func digest() async throws -> Verdict {
        try await timed("fmt.digest") {
            let found = try Digest(ofFileAt: subject.disk)
            return found == subject.digest
                ? (.pass, "\(found)") : (.fail, "\(found) instead of \(subject.digest)")
        }
    }

    private func table() async throws -> Verdict {
        try await timed("disk.gpt") {
            let program = try Program.find("sfdisk", package: "fdisk")
            let command = Command(program, ["--verify", subject.disk.string])
            let result = try await confined(command).run()
            let text = result.outputText + result.errorText
            let isSound = result.status == 0 && text.contains("No errors detected")
            let lines = text.split(separator: "\n").map(String.init).filter {
                !$0.hasPrefix(subject.disk.string)
            }
            return (isSound ? .pass : .fail, lines.first ?? "no message")
        }
    }

    private func fileSystem() async throws -> Verdict {
        try await timed("fs.clean") {
            guard let disk = subject.recipe.template.disk else { return (.skip, "the image has no disk") }
            let offset = (1 << 20) + disk.esp.bytes
            let program = try Program.find("e2fsck", package: "e2fsprogs")
            let command = Command(program, ["-fn", "\(subject.disk)?offset=\(offset)"])
            let result = try await confined(command).run()
            let last = result.outputText.split(separator: "\n").last.map(String.init) ?? result.errorText
            return result.status == 0 ? (.pass, last) : (.fail, "e2fsck status \(result.status): \(last)")
        }
    }

    /// The program sees the disk, read-only, and has bounds: the disk may be foreign.
    private func confined(_ command: Command) -> Command {
        var command = command
        command.sandbox = Sandbox(readOnly: [subject.disk])
        command.limits = Command.Limits(cpuSeconds: 300, memory: ByteCount(4 << 30))
        command.deadline = .seconds(600)
        return command
    }

    private func timed(
        _ check: String,
        _ body: () async throws -> (Verdict.Outcome, String)
    ) async throws -> Verdict {
        let clock = ContinuousClock()
        let start = clock.now
        let (outcome, evidence) = try await body()
        return Verdict(check, outcome, evidence, milliseconds: Int((clock.now - start) / .milliseconds(1)))
    }
}
