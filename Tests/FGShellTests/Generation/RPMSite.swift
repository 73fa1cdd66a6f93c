import FGCore
import FGProcess
import Testing

/// A site beside a repository of RPM packages that a machine boots from: real packages, real signatures.
final class RPMSite: Sendable {
    let folder: TemporaryFolder
    /// The shells that were killed.
    private let killed = KilledShells()

    static let shared = Task { try await RPMSite() }

    private init() async throws {
        folder = try TemporaryFolder()
        AtExit.remove(folder.path)
        try await script([repository.string])
    }

    /// Runs the program that makes repositories.
    private func script(_ arguments: [String]) async throws {
        let script = FilePath(#filePath).parent.parent.parent / "Support" / "rpm-repository.py"
        let python = try Program.find("python3", package: "python3")
        try await Command(python, [script.string] + arguments).runChecked()
    }

    /// Another repository with the same packages.
    func copy(_ name: String) async throws -> FilePath {
        let copy = folder.path / name
        let program = try Program.find("cp", package: "coreutils")
        try await Command(program, ["-a", repository.string, copy.string]).runChecked()
        return copy
    }

    /// Adds newer packages and an advisory of security to a copy.
    func publishUpdates(in copy: FilePath) async throws {
        try await script(["--publish", repository.string, Self.packages(of: copy).string])
    }

    /// The folder of a repository's packages and their index.
    static func packages(of repository: FilePath) -> FilePath { repository / "BaseOS" / "x86_64" / "os" }

    var repository: FilePath { folder.path / "repository" }
    /// A command of the shell, with what it prints on both outputs.
    func run(_ words: String...) async throws -> CommandResult { try await command(words).run() }

    private func command(_ words: [String]) throws -> Command {
        let site = (folder.path / "site").string
        var command = Command(try ScriptTests.program(), ["--site", site, "--format", "tsv"] + words)
        command.folder = folder.path
        command.isolation = .processGroup
        return command
    }

    /// What a command prints, which must not fail.
    func output(_ statements: String) async throws -> String {
        let result = try await run("-c", statements)
        try #require(result.status == 0, "\(statements): \(result.errorText)")
        return result.outputText
    }

    /// A file with a template of a bootable system with further lines.
    func write(
        _ name: String,
        _ lines: String,
        system: String = "rocky 9",
        disk: String = "1GiB boot=bios+uefi",
        from repository: FilePath? = nil,
        repository words: String = ""
    ) throws -> String {
        try write(
            name,
            ["os \(system)", line(of: repository, words), "disk \(disk)", "hostname \(name)", lines]
        )
    }

    /// A file with a template of what is laid over an image.
    func write(_ name: String, over image: String, _ lines: String, from repository: FilePath? = nil) throws
        -> String
    {
        try write(name, ["base image \(image)", line(of: repository), lines])
    }

    private func write(_ name: String, _ lines: [String]) throws -> String {
        let indented = lines.map { "    \($0)\n" }.joined()
        try (folder.path / "\(name).fg").write("template \(name) {\n\(indented)}\n")
        return "\(name).fg"
    }

    /// The line of a template that names a repository.
    private func line(of repository: FilePath?, _ words: String = "") -> String {
        "repository base uri=file:\(repository ?? self.repository) components=BaseOS"
            + " key=\"\(self.repository / "key.asc")\" \(words)"
    }

    /// Loads a template and generates its image.
    func generate(_ name: String, _ lines: String) async throws -> CommandResult {
        let file = try write(name, lines)
        return try await run("-c", "template load \(file); generate \(name) --explain")
    }

    /// Starts to generate and kills the shell with all that it started, a while after packages are begun.
    func killGenerating(_ name: String, after pause: Duration) async throws {
        try await killed.kill(
            command(["--progress", "plain", "generate", name]),
            in: "packages",
            after: pause,
            log: folder.path / "\(name).log"
        )
    }

    /// Expects a site without problems, and nothing left of shells that were killed.
    func expectWhole() async throws {
        #expect(try await output("site check --deep | count") == "0\n")
        #expect(try killed.scratches() == [])
    }
}
