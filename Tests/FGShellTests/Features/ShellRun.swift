import FGCore
import FGProcess

/// A shell script around the built program, run in a folder of its own at a new site.
enum ShellRun {
    /// Runs a line of sh, in which `$F` is the program, and gives what it printed and its status.
    static func sh(_ line: String, files: [String: String] = [:], input: String = "") async throws
        -> CommandResult
    {
        try await TemporaryFolder.with { folder in
            for (name, text) in files { try (folder / name).write(text) }
            var command = Command(Program(name: "sh", path: "/bin/sh"), ["-c", line])
            command.environment = Command.plainEnvironment.merging(
                [
                    "F": try ScriptTests.program().path.string,
                    "FGSHELL_SITE": (folder / "site").string,
                    "TMPDIR": folder.string,
                ]
            ) { $1 }
            command.folder = folder
            command.input = .bytes(Array(input.utf8))
            command.deadline = .seconds(600)
            return try await command.run()
        }
    }
}
