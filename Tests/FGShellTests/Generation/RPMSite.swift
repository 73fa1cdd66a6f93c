import FGCore
import FGProcess
import Testing

/// A site beside a repository of RPM packages that a machine boots from: real packages, real signatures.
final class RPMSite: Sendable {
    let folder: TemporaryFolder

    static let shared = Task { try await RPMSite() }

    private init() async throws {
        folder = try TemporaryFolder()
        AtExit.remove(folder.path)
        let script = FilePath(#filePath).parent.parent.parent / "Support" / "rpm-repository.py"
        let python = try Program.find("python3", package: "python3")
        try await Command(python, [script.string, repository.string]).runChecked()
    }

    var repository: FilePath { folder.path / "repository" }
    /// The folder of the packages and their index.
    var packages: FilePath { repository / "BaseOS" / "x86_64" / "os" }

    /// A command of the shell, with what it prints on both outputs.
    func run(_ words: String...) async throws -> CommandResult {
        let site = (folder.path / "site").string
        var command = Command(try ScriptTests.program(), ["--site", site, "--format", "tsv"] + words)
        command.folder = folder.path
        command.isolation = .processGroup
        return try await command.run()
    }

    /// What a command prints, which must not fail.
    func output(_ statements: String) async throws -> String {
        let result = try await run("-c", statements)
        try #require(result.status == 0, "\(statements): \(result.errorText)")
        return result.outputText
    }

    /// A file with a template of a bootable system with further lines.
    func write(_ name: String, _ lines: String, from repository: FilePath? = nil) throws -> String {
        let repository = repository ?? self.repository
        let text = """
            template \(name) {
                os rocky 9
                repository base uri=file:\(repository) components=BaseOS key="\(self.repository / "key.asc")"
                disk 1GiB boot=bios+uefi
                hostname \(name)
                \(lines)
            }

            """
        try (folder.path / "\(name).fg").write(text)
        return "\(name).fg"
    }

    /// Loads a template and generates its image.
    func generate(_ name: String, _ lines: String) async throws -> CommandResult {
        let file = try write(name, lines)
        return try await run("-c", "template load \(file); generate \(name) --explain")
    }
}
