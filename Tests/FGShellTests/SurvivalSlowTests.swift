import FGCore
import FGProcess
import Glibc
import Testing

/// Shells that are killed, raced and starved: the site is whole afterwards, and work goes on.
@Suite(.serialized)
struct SurvivalSlowTests {
    private static let template = """
        template small {
            os debian bookworm
            package openssh-server
            user researcher
            disk 1536MiB boot=bios
        }

        """

    private struct Shell {
        let folder: FilePath

        var site: FilePath { folder / "site" }

        func command(_ words: [String]) throws -> Command {
            var command = Command(
                try ScriptTests.program(),
                ["--site", site.string, "--format", "tsv"] + words
            )
            command.folder = folder
            command.isolation = .processGroup
            return command
        }

        func run(_ words: String...) async throws -> CommandResult { try await command(words).run() }

        func start(_ words: String...) throws -> BackgroundProcess {
            try BackgroundProcess.start(
                try command(words),
                log: folder / "log.\(UInt32.random(in: 0 ... .max))"
            )
        }

        /// The rows of a command, without the names of the columns.
        func rows(_ words: String...) async throws -> [String] {
            let result = try await command(words).run()
            return result.outputText.split(separator: "\n").dropFirst().map(String.init)
        }

        /// Expects a site without problems and without leftovers of a write.
        func expectWhole() async throws {
            #expect(try await rows("site", "check", "--deep") == [])
            let ingest = site / "store" / "ingest"
            #expect(try !ingest.isFolder || ingest.entries() == [])
        }
    }

    private static func wait(for process: BackgroundProcess) async throws {
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    }

    private static func kill(_ process: BackgroundProcess) async throws {
        Glibc.kill(process.pid, SIGKILL)
        try await wait(for: process)
    }

    /// Whether a machine runs whose command line names something of the folder.
    private static func machines(of folder: FilePath) throws -> [String] {
        try FilePath("/proc").entries().filter { $0.allSatisfy(\.isNumber) }.filter { process in
            let words = (try? (FilePath("/proc") / process / "cmdline").readText()) ?? ""
            return words.contains("qemu-system") && words.contains(folder.string)
        }
    }

    @Test func `an import that is killed leaves nothing, and can be done again`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = Shell(folder: folder)
            let file = try OpenFile(folder / "disk.raw", .create(permissions: 0o600))
            for place in 0..<512 {
                try file.write([UInt8](repeating: UInt8(place % 251), count: 1 << 20), at: Int64(place) << 20)
            }
            let process = try shell.start("image", "import", "disk.raw")
            let ingest = shell.site / "store" / "ingest"
            while try !ingest.isFolder || ingest.entries().isEmpty {
                try await Task.sleep(for: .milliseconds(2))
            }
            try await Self.kill(process)
            #expect(try await shell.rows("image", "list") == [])
            try await shell.expectWhole()
            #expect(try await shell.run("image", "import", "disk.raw").status == 0)
            try await shell.expectWhole()
        }
    }

    @Test(.enabled(if: geteuid() == 0, "a small file system can only be mounted by root"))
    func `a full disk is a clear error and loses nothing`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = Shell(folder: folder)
            try shell.site.makeFolder()
            let mount = try Program.find("mount", package: "mount")
            let unmount = try Program.find("umount", package: "mount")
            let options = ["-t", "tmpfs", "-o", "size=24m", "tmpfs", shell.site.string]
            var command = Command(mount, options)
            command.isolation = .processGroup
            try await command.runChecked()
            do {
                try (folder / "small.raw").write([UInt8](repeating: 1, count: 1 << 20))
                try (folder / "large.raw").write([UInt8](repeating: 2, count: 64 << 20))
                #expect(try await shell.run("image", "import", "small.raw").status == 0)
                let result = try await shell.run("image", "import", "large.raw")
                #expect(result.status == 1)
                #expect(result.errorText.contains("free"))
                #expect(try await shell.rows("image", "list").count == 1)
                try await shell.expectWhole()
            } catch {
                _ = try await Command(unmount, ["--lazy", shell.site.string]).run()
                throw error
            }
            command = Command(unmount, ["--lazy", shell.site.string])
            command.isolation = .processGroup
            try await command.runChecked()
        }
    }

    @Test func `generation and deployment survive kills, and two shells build once`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = Shell(folder: folder)
            try (folder / "small.fg").write(Self.template)
            #expect(try await shell.run("template", "load", "small.fg").status == 0)
            // One kill while packages are fetched, two while the image is built.
            for seconds in [2, 6, 12] {
                let process = try shell.start("generate", "small")
                try await Task.sleep(for: .seconds(seconds))
                try await Self.kill(process)
                #expect(try await shell.rows("image", "list") == [])
                try await shell.expectWhole()
            }
            async let first = shell.run("generate", "small")
            async let second = shell.run("generate", "small")
            let outputs = try await [first, second].map(\.outputText)
            #expect(outputs.filter { $0.contains("\tbuilt\tbuilt\t") }.count == 1)
            #expect(outputs.filter { $0.contains("\tbuilt\treused\t") }.count == 1)

            let verifying = try shell.start("verify", "small")
            let scratch = FilePath("/dev/shm/fgshell-scratch.\(geteuid()).\(verifying.pid).")
            while try Self.machines(of: scratch).isEmpty && verifying.isRunning {
                try await Task.sleep(for: .milliseconds(50))
            }
            try await Self.kill(verifying)
            #expect(try await shell.run("image", "show", "small").outputText.contains("\tbuilt\t"))
            #expect(try Self.machines(of: scratch) == [])
            try await shell.expectWhole()
            #expect(try await shell.run("verify", "small").status == 0)

            let raining = try shell.start("rain", "small", "on", "local")
            while try Self.machines(of: shell.site).isEmpty && raining.isRunning {
                try await Task.sleep(for: .milliseconds(50))
            }
            try await Self.kill(raining)
            let found = try await shell.rows("deployment", "list")
            #expect(found.count == 1 && found.first?.contains("\tfailed\t") == true, "\(found)")
            #expect(try Self.machines(of: shell.site) == [])
        }
    }
}
