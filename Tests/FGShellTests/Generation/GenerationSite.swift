import FGCore
import FGProcess
import Glibc
import Testing

/// A site with the layers of a small Debian, and an archive of the test's own packages beside the real one.
final class GenerationSite: Sendable {
    let folder: TemporaryFolder
    let archive: LocalArchive
    /// The shells that were killed.
    private let killed = KilledShells()

    static let shared = Task { try await GenerationSite() }

    var site: FilePath { folder.path / "site" }

    private init() async throws {
        folder = try TemporaryFolder()
        AtExit.remove(folder.path)
        archive = try await LocalArchive(in: folder.path / "archive")
        try await archive.add("own-none")
        try await archive.publish()
        _ = try await generate("first", "package own-none").checked()
    }

    /// A command of the shell, with what it prints on both outputs.
    func command(_ words: [String], through wrapper: [String] = []) throws -> Command {
        let shell = [try ScriptTests.program().path.string, "--site", site.string, "--format", "tsv"]
        let all = wrapper + shell + words
        var command = Command(Program(name: all[0], path: FilePath(all[0])), Array(all.dropFirst()))
        command.folder = folder.path
        command.isolation = .processGroup
        return command
    }

    func run(_ words: String...) async throws -> CommandResult { try await command(words).run() }

    /// Loads a template that extends nothing, with further lines.
    func load(_ name: String, _ lines: String) async throws {
        let text = """
            template \(name) {
                os debian bookworm
                package openssh-server
                user researcher
                disk 800MiB boot=bios
                \(archive.line)
                \(lines)
            }

            """
        try (folder.path / "\(name).fg").write(text)
        _ = try await run("template", "load", "\(name).fg").checked()
    }

    /// Loads a template and generates its image from the archive's newest state.
    func generate(_ name: String, _ lines: String, through wrapper: [String] = []) async throws
        -> CommandResult
    {
        try await load(name, lines)
        return try await command(["generate", name, "--refresh"], through: wrapper).run()
    }

    /// Starts to generate and kills the shell with all that it started when a phase begins, or after a while in it.
    func killGenerating(_ name: String, in phase: String, after pause: Duration = .zero) async throws {
        try await killed.kill(
            command(["--progress", "plain", "generate", name]),
            in: phase,
            after: pause,
            log: folder.path / "\(name).log"
        )
    }

    /// Expects a site without problems, and nothing left of operations.
    func expectWhole() async throws {
        let result = try await run("site", "check", "--deep")
        #expect(result.status == 0, "\(result.errorText)")
        #expect(result.outputText.split(separator: "\n").dropFirst() == [])
        let ingest = site / "store" / "ingest"
        #expect(try !ingest.isFolder || ingest.entries() == [])
        #expect(try killed.scratches() == [])
    }

    /// A file of an image.
    func file(_ path: String, of image: String) async throws -> String {
        let disk = folder.path / "\(image).raw"
        _ = try await run("image", "export", image, "--artifact", "raw", "--to", disk.string).checked()
        let debugfs = try Program.find("debugfs", package: "e2fsprogs")
        let place = "\(disk)?offset=\(129 << 20)"
        let text = try await Command(debugfs, ["-R", "cat \(path)", place]).run().outputText
        try disk.removeFile()
        return text
    }
}

extension CommandResult {
    /// The result of a command that must not fail.
    fileprivate func checked() throws -> CommandResult {
        try #require(status == 0, "\(errorText)")
        return self
    }
}
