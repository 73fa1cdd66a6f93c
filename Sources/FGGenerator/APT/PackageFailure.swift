import FGCore
import FGProcess

/// Why packages could not be installed.
enum PackageFailure {
    /// Runs a program that installs packages.
    ///
    /// - Throws: `failed` with the reason, `timedOut` for a script that does not end.
    static func check(_ command: Command) async throws {
        let seconds = command.deadline?.components.seconds ?? 0
        let result = try await command.run(
            overdue: FGError(
                .timedOut,
                "the packages cannot be installed: a script of one did not end in \(seconds) s",
                hint: "leave out what was added last"
            )
        )
        guard result.status == 0 else { throw error(of: command, result) }
    }

    /// The line that says why: dpkg's own come before the last words of whom it called.
    private static func error(of command: Command, _ result: CommandResult) -> FGError {
        let base = command.failure(result)
        let lines = result.errorText.split(separator: "\n")
        guard base.code != .quotaExceeded else { return base }
        if let error = script(lines) { return error }
        guard let reason = lines.first(where: { $0.hasPrefix("dpkg: error") }) else { return base }
        return FGError(.failed, "the packages cannot be installed: \(reason)", hint: base.hint)
    }

    /// What dpkg says of a package whose script failed, in two lines, with the script's own last words before them.
    private static func script(_ lines: [Substring]) -> FGError? {
        let start = "dpkg: error processing package "
        guard let index = lines.firstIndex(where: { $0.hasPrefix(start) }), index + 1 < lines.count else {
            return nil
        }
        let name = lines[index].dropFirst(start.count).prefix { $0 != " " }
        let reason = lines[index + 1].drop { $0 == " " }
        let said = index > 0 && !lines[index - 1].hasPrefix("dpkg") ? lines[index - 1] : nil
        return FGError(
            .failed,
            "the package \(name) cannot be installed: \(reason)",
            subject: String(name),
            hint: said.map { "it said: \($0)" }
        )
    }
}
