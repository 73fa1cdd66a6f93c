import FGCore
import FGProcess
import Testing

/// The shell on a site of its own in a test's folder.
struct SiteShell {
    let folder: FilePath
    var format = "tsv"

    func run(_ statements: String) async throws -> CommandResult {
        var command = Command(
            try ScriptTests.program(),
            ["--site", (folder / "site").string, "--format", format, "-c", statements]
        )
        command.folder = folder
        command.isolation = .processGroup
        return try await command.run()
    }

    /// What statements print, which must not fail.
    func output(_ statements: String) async throws -> String {
        let result = try await run(statements)
        try #require(result.status == 0, "\(statements): \(result.errorText)")
        return result.outputText
    }
}
