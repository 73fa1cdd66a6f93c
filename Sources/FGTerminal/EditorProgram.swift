package import FGCore
import FGLanguage
package import FGProcess

/// The user's own editor.
package enum EditorProgram {
    /// The run of `$VISUAL`, `$EDITOR` or `vi` on a file.
    ///
    /// - Throws: `unavailable` when none is set and there is no `vi`.
    package static func command(on file: FilePath) throws -> Command {
        // The variables hold a command line, as for every program that honours them; the file is an argument of its own.
        var command = Command(
            Program(name: "sh", path: "/bin/sh"),
            ["-c", "\(try commandLine()) \"$1\"", "sh", file.string]
        )
        command.environment = ProcessEnvironment.all
        return command
    }

    private static func commandLine() throws -> String {
        for name in ["VISUAL", "EDITOR"] {
            if let value = ProcessEnvironment.variable(name), !value.isEmpty { return value }
        }
        return try Program.find("vi", package: "vim").path.string
    }
}
