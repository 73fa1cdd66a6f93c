import FGCore
import FGProcess
import Glibc
import Testing

/// Bytes that go and come back: real images, built again from their recipes.
@Suite(.serialized)
struct RebuildSlowTests {
    private static func template(motd: String) -> String {
        """
        template small {
            os debian bookworm
            package openssh-server
            locale de_DE.UTF-8 fr_FR.UTF-8
            group mpi
            user researcher groups=mpi
            run "install -d -o researcher -g mpi -m 2775 /srv/shared"
            run "touch /srv/made"
            file /etc/motd text="\(motd)"
            file /opt/new/folder/text text="of nobody else"
            disk 1536MiB boot=bios swap=64MiB
        }

        """
    }

    private struct Shell {
        let folder: FilePath

        func command(_ statements: String) throws -> Command {
            let site = (folder / "site").string
            var command = Command(
                try ScriptTests.program(),
                ["--site", site, "--format", "plain", "-c", statements]
            )
            command.folder = folder
            command.isolation = .processGroup
            return command
        }

        func run(_ statements: String) async throws -> CommandResult { try await command(statements).run() }

        /// What statements print, which must not fail.
        func output(_ statements: String) async throws -> String {
            let result = try await run(statements)
            try #require(result.status == 0, "\(statements): \(result.errorText)")
            return result.outputText
        }
    }

    /// Removes a package from the store of a site.
    private static func losePackage(of site: FilePath) throws {
        let folder = site / "store" / "blobs" / "sha256"
        let blobs = try folder.entries().flatMap { prefix in
            try (folder / prefix).entries().map { folder / prefix / $0 }
        }
        let magic = Array("!<arch>\n".utf8)
        let package = try #require(try blobs.first { try OpenFile($0).read(magic.count, at: 0) == magic })
        try package.removeFile()
    }

    @Test func `bytes are proven, go, and come back the same for whoever wants them`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = Shell(folder: folder)
            try (folder / "small.fg").write(Self.template(motd: "first"))
            _ = try await shell.output("template load small.fg; generate small")
            let refused = try await shell.run("image evict small --yes")
            #expect(refused.status == 1)
            #expect(refused.errorText.contains("no rebuild has proven yet"))

            // A recipe gives the same bytes without layers and without the network, whatever the clock says.
            let proof = try await shell.output("image rebuild small --check")
            #expect(proof.contains("same bytes"))
            _ = try await shell.output("image export small --to before.raw")

            // Whoever takes it in without its recipe finds in it what the recipe says.
            _ = try await shell.output("image import before.raw --name taken")
            #expect(try await shell.output("image list where package openssh-server | count") == "2\n")
            #expect(
                try await shell.output("image diff small taken | where kind == package | count") == "0\n"
            )
            _ = try await shell.output("image delete taken --yes")
            #expect(try await shell.output("image evict where name == small --yes").contains("evicted"))
            #expect(try await shell.output("site check") == "")
            #expect(
                try await shell.output("image show small").contains(" of recipe, 1.5 GiB on demand, about ")
            )
            _ = try await shell.output("image export small --to after.raw")
            let before = try Digest(ofFileAt: folder / "before.raw")
            #expect(try Digest(ofFileAt: folder / "after.raw") == before)
            #expect(try await shell.output("image list where evicted > 0s | count") == "0\n")

            // Bytes that were lost come back in the same way, also when a shell was killed meanwhile.
            let lost = folder / "site/store/blobs/sha256" / String(before.hex.prefix(2)) / before.hex
            try lost.removeFile()
            #expect(try await shell.output("site check | count") == "1\n")
            let killed = try BackgroundProcess.start(
                try shell.command("image rebuild small"),
                log: folder / "log"
            )
            try await Task.sleep(for: .seconds(2))
            kill(killed.pid, SIGKILL)
            while killed.isRunning { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await shell.output("image rebuild small").contains("in the store again"))
            #expect(try await shell.output("site check --deep") == "")

            // A package that was lost comes back from the archive, and then nothing is missing.
            try Self.losePackage(of: folder / "site")
            #expect(
                try await shell.output("site pin --dry-run | columns image,missing") == "root/small:1\t1\n"
            )
            #expect(try await shell.output("site pin small | columns result") == "fetched\n")
            #expect(try await shell.output("site pin | columns result") == "whole\n")

            // Another recipe gives other bytes, and they are told apart to the file.
            try (folder / "small.fg").write(Self.template(motd: "other"))
            _ = try await shell.output("template load small.fg; generate small")
            let lines = try await shell.output("image diff small:1 small:2 --bytes | columns name,aspect")
            #expect(lines.contains("/etc/motd\tcontent from byte 0"), "\(lines)")

            // Stored bytes that were damaged are found and replaced.
            let disk = try OpenFile(folder / "before.raw", .readWrite)
            try disk.write([1], at: 700)
            try lost.removeFile()
            try (folder / "before.raw").rename(to: lost)
            #expect(try await shell.output("site check --deep | count") == "1\n")
            #expect(try await shell.output("image rebuild small:1 --check").contains("in the store again"))
            #expect(try await shell.output("site check --deep") == "")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
    func `a user without privileges, whose files are private, gets the same bytes as root`() async throws {
        try await TemporaryFolder.with { folder in
            try (folder / "small.fg").write(Self.template(motd: "first"))
            let statements = "template load small.fg; generate small; image show small"
            let ours = try OtherUser.digests(try await Shell(folder: folder).output(statements))
            #expect(try OtherUser.digests(await OtherUser(folder: folder).output(statements)) == ours)
        }
    }
}
