import FGCore
import FGProcess
import Glibc
import Testing

/// Images of RPM packages: chosen by DNF, installed in layers, bootable, the same each time, or refused.
@Suite(.serialized)
struct DnfSlowTests {
    private let site: RPMSite

    init() async throws { site = try await RPMSite.shared.value }

    private static let ssh = "package openssh-server hello>=2.0\n    user researcher uid=1500"

    @Test func `an image is generated, proven, verified by booting it and found by its packages`()
        async throws
    {
        let result = try await site.generate(
            "rock",
            Self.ssh + "\n    check command=\"systemctl is-active sshd\" contains=\"active\""
        )
        try #require(result.status == 0, "\(result.errorText)")
        for phase in ["base", "system", "hello", "openssh-server", "initramfs"] {
            #expect(result.outputText.contains("\n\(phase)\tbuilt\t"), "\(result.outputText)")
        }
        #expect(try await site.output("image rebuild rock --check").contains("same bytes"))
        #expect(try await site.output("verify rock").contains("verified"))
        let found = try await site.output("image list where package hello == 2.0-3 and os == rocky | count")
        #expect(found == "1\n")
        #expect(try await site.output("image outdated rock | count") == "0\n")
        let statement = try await site.output("image sbom rock")
        #expect(statement.contains("pkg:rpm/rocky/NetworkManager@"))
        #expect(statement.contains("&distro=rocky-9"))
        #expect(try await site.output("site check | count") == "0\n")
    }

    @Test func `a package more is laid over the layers that are there`() async throws {
        _ = try await site.generate("less", Self.ssh)
        let result = try await site.generate(
            "more",
            Self.ssh.replacing("hello>=2.0", with: "hello hello-plugin")
        )
        try #require(result.status == 0, "\(result.errorText)")
        for phase in ["base", "system", "hello", "initramfs"] {
            #expect(result.outputText.contains("\n\(phase)\treused\t"), "\(result.outputText)")
        }
        #expect(result.outputText.contains("\nhello-plugin\tbuilt\t"), "\(result.outputText)")
        #expect(try await site.output("image rebuild more --check").contains("same bytes"))
    }

    @Test(arguments: [
        ("helo", "6:13", "no repository of rocky 9 has a package \"helo\""),
        ("hello>=3", "6:13", "no repository has hello >= 3"),
        ("hello goodbye", "6:19", "the packages do not go together: "),
        ("dangling", "6:13", "nothing provides nothing-has-this >= 7 needed by dangling"),
        ("hello -nothing", "6:19", "-nothing removes nothing: no repository of rocky 9 has such a package"),
    ])
    func `what no repository gives is named at its place`(
        _ packages: String,
        _ place: String,
        _ message: String
    ) async throws {
        let file = try site.write("wrong", "package \(packages)")
        let result = try await site.run("template", "check", file)
        #expect(result.status == 2)
        #expect(result.errorText.hasPrefix("wrong.fg:\(place): error: "), "\(result.errorText)")
        #expect(result.errorText.contains(message), "\(result.errorText)")
    }

    @Test(arguments: [
        ("changed", "changed has other bytes than the repository's index says"),
        ("unsigned", "unsigned is not signed by the key of the repository base"),
        ("fails-before", "the package fails-before cannot be installed: "),
        ("fails-after", "the package fails-after cannot be installed: "),
    ])
    func `a package that is wrong or fails ends the build and leaves a whole site`(
        _ package: String,
        _ message: String
    ) async throws {
        let result = try await site.generate(package, "package \(package)")
        #expect(result.status == 1)
        #expect(result.errorText.contains("error: \(message)"), "\(result.errorText)")
        if package == "fails-after" { #expect(result.errorText.contains("it said: no such thing")) }
        #expect(try await site.run("image", "show", package).status != 0)
        #expect(try await site.output("site check | count") == "0\n")
    }

    @Test func `an index that was changed, or that nobody signed, is refused`() async throws {
        let copy = site.folder.path / "copy"
        try await Command(
            Program.find("cp", package: "coreutils"),
            ["-a", site.repository.string, copy.string]
        ).runChecked()
        let index = copy / "BaseOS" / "x86_64" / "os" / "repodata" / "repomd.xml"
        let file = try site.write("untrue", "package hello", from: copy)
        #expect(try await site.run("template", "check", file).status == 0)
        try index.write(try index.readText() + "\n")
        // An old state of the repository is of no use to somebody who asks for the newest.
        _ = try await site.output("template load \(file)")
        let changed = try await site.run("generate", "untrue", "--refresh")
        #expect(changed.status == 5)
        #expect(changed.errorText.contains("the repository cannot be read: "), "\(changed.errorText)")
        try (index.parent / "repomd.xml.asc").removeFile()
        let unsigned = try await site.run("generate", "untrue", "--refresh")
        #expect(unsigned.status == 5)
        #expect(unsigned.errorText.contains("GPG signature is not available"), "\(unsigned.errorText)")
        try copy.removeAll()
    }

    @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
    func `a user without privileges makes the same bytes`() async throws {
        let folder = site.folder.path
        let file = try site.write("shared", Self.ssh)
        let ours = try await site.output("template load \(file); generate shared; image show shared")
        try (folder / "user").makeFolder()
        try (folder / "numbers").write("nobody:100000:65536\n")
        let script = """
            cp "$1" fgshell && chmod a+rx . fgshell && chown -R nobody: user
            mount --bind numbers /etc/subuid && mount --bind numbers /etc/subgid
            umask 077
            exec setpriv --reuid=nobody --regid=nogroup --clear-groups \
                ./fgshell --site user/site --format tsv \
                -c 'template load shared.fg; generate shared; image show shared'
            """
        var command = Command(
            try Program.find("unshare", package: "util-linux"),
            ["--mount", "--", "/bin/sh", "-c", script, "sh", try ScriptTests.program().path.string]
        )
        command.folder = folder
        command.isolation = .processGroup
        let result = try await command.run()
        try #require(result.status == 0, "\(result.errorText)")
        func digests(_ text: String) -> [Substring] {
            text.matches(of: /raw base [^"]*sha256:[0-9a-f]{64}/).map(\.output)
        }
        #expect(!digests(ours).isEmpty)
        #expect(digests(result.outputText) == digests(ours))
    }
}
