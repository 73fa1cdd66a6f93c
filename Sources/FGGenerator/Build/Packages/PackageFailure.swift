import FGCore
import FGProcess

/// Why packages could not be installed.
enum PackageFailure {
    /// The line that says why: dpkg's and APT's own come before the last words of who called them.
    static func error(of command: Command, _ result: CommandResult) -> FGError {
        let base = command.failure(result)
        let lines = result.errorText.split(separator: "\n")
        let reason =
            lines.first { $0.hasPrefix("dpkg: error") || $0.hasPrefix("E: ") && !$0.contains("mmdebstrap") }
            ?? lines.first { $0.hasPrefix("E: ") }
        guard let reason, base.code != .quotaExceeded else { return base }
        return FGError(.failed, "the packages cannot be installed: \(reason)", hint: base.hint)
    }
}
