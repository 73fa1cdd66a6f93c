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

    @Test func `an image on xfs is generated, proven, verified by booting it and found by its packages`()
        async throws
    {
        // The package is a stand-in, which says in the machine which settings it was given.
        let services = "cloud-init-local cloud-init cloud-config cloud-final"
        let file = try site.write(
            "rock",
            Self.ssh + """

                    context cloud-init sources=NoCloud,ConfigDrive
                    check command="systemctl is-active sshd" contains="active"
                    check command="systemctl is-enabled \(services) | uniq -c" contains="4 enabled"
                    check command="cat /run/cloud-init-settings" contains="datasource_list: [ NoCloud, ConfigDrive ]"
                    check command="cat /run/cloud-init-settings" contains="name: researcher"
                    check command="findmnt -no FSTYPE /" contains="xfs"
                    check command="xfs_info /" contains="bigtime=1"
                    check command="touch /root/written && sync -f /root/written"
                """,
            disk: "1GiB boot=bios+uefi fs=xfs"
        )
        let result = try await site.run("-c", "template load \(file); generate rock --explain")
        try #require(result.status == 0, "\(result.errorText)")
        for phase in ["base", "system", "hello", "cloud-init", "openssh-server", "initramfs"] {
            #expect(result.outputText.contains("\n\(phase)\tbuilt\t"), "\(result.outputText)")
        }
        #expect(try await site.output("image rebuild rock --check").contains("same bytes"))
        #expect(try await site.output("verify rock").contains("verified"))
        let found = try await site.output("image list where package hello == 2.0-3 and os == rocky | count")
        #expect(found == "1\n")
        #expect(
            try await site.output("image list where name == rock and package cloud-init | count") == "1\n"
        )
        let statement = try await site.output("image sbom rock")
        #expect(statement.contains("pkg:rpm/rocky/NetworkManager@"))
        #expect(statement.contains("&distro=rocky-9"))
        #expect(try await site.output("site check | count") == "0\n")
    }

    @Test func `a system of Fedora starts from a root file system of btrfs`() async throws {
        let file = try site.write(
            "hat",
            """
            package openssh-server
            check command="findmnt -no FSTYPE /" contains="btrfs"
            check command="btrfs filesystem show /" contains="Label: 'root'"
            check command="touch /root/written && sync -f /root/written"
            """,
            system: "fedora 43",
            disk: "1GiB boot=bios fs=btrfs"
        )
        _ = try await site.output("template load \(file); generate hat")
        #expect(try await site.output("verify hat").contains("verified"))
        // Its database of packages stands elsewhere than that of Rocky Linux 9.
        _ = try await site.output(
            "image export hat --artifact oci-layout --to hat.tar; image import hat.tar --name hats"
        )
        let over = try site.write(
            "brim",
            over: "hats",
            "package hello\n user anna uid=1600\n disk 1GiB boot=bios fs=btrfs"
        )
        _ = try await site.output("template load \(over); generate brim")
        #expect(try await site.output("image rebuild brim --check").contains("same bytes"))
        let found =
            "image list where name == brim and os == fedora and package hello and package openssh-server"
        #expect(try await site.output("\(found) | count") == "1\n")
    }

    @Test(arguments: [("almalinux 10", "AlmaLinux 10.1"), ("centos 10", "CentOS Stream 10")])
    func `a system of the tenth release is generated, the same each time, and starts`(
        _ system: String,
        _ title: String
    ) async throws {
        let name = String(system.prefix { $0 != " " })
        let file = try site.write(
            name,
            """
            package openssh-server
            check command="cat /etc/os-release" contains="\(title)"
            """,
            system: system,
            disk: "1GiB boot=bios"
        )
        _ = try await site.output("template load \(file); generate \(name)")
        #expect(try await site.output("image rebuild \(name) --check").contains("same bytes"))
        #expect(try await site.output("verify \(name)").contains("verified"))
        let found = "image list where os == \(name) and release == 10 and package openssh-server | count"
        #expect(try await site.output(found) == "1\n")
    }

    @Test func `packages come over a base, it starts, and what its repository has meanwhile is told`()
        async throws
    {
        let copy = try await site.copy("newer")
        _ = try await site.generate("lower", Self.ssh)
        _ = try await site.output(
            "image export lower --artifact oci-layout --to lower.tar; image import lower.tar --name layout"
        )
        func template(_ name: String, _ lines: String) throws -> String {
            try site.write(name, over: "layout", lines, from: copy)
        }
        let wrong = try template("wrong", "package greeting\n disk 1GiB boot=bios")
        let conflict = try await site.run("template", "check", wrong)
        #expect(conflict.errorText.contains("wrong.fg:4:13: error: "), "\(conflict.errorText)")
        #expect(conflict.errorText.contains("they take the place of hello-2.0-3"), "\(conflict.errorText)")
        let narrow = try template("narrow", "package hello-plugin\n disk 300MiB boot=bios")
        let room = try await site.run("template", "check", narrow)
        #expect(room.errorText.contains("narrow.fg:5:2: error: base and packages take "), "\(room.errorText)")
        #expect(room.errorText.contains("hint: make the disk larger, at least: disk "))

        let over = try template(
            "over",
            "package hello hello-plugin\n user anna uid=1600\n disk 1GiB boot=bios"
        )
        let result = try await site.run("-c", "template load \(over); generate over --explain")
        try #require(result.status == 0, "\(result.errorText)")
        #expect(result.outputText.contains("\nhello-plugin\tbuilt\t"), "\(result.outputText)")
        #expect(!result.outputText.contains("\nhello\t"), "\(result.outputText)")
        #expect(try await site.output("image rebuild over --check").contains("same bytes"))
        // Kernel and initrd are those of the base.
        #expect(try await site.output("verify over").contains("verified"))
        let found = "image list where name == over and package hello and package hello-plugin | count"
        #expect(try await site.output(found) == "1\n")
        #expect(try await site.output("image outdated over | count") == "0\n")

        try await site.publishUpdates(in: copy)
        // What advisories say is signed as well.
        let index = RPMSite.packages(of: copy) / "repodata"
        let name = try #require(try index.entries().first { $0.contains("updateinfo") })
        let advisories = try (index / name).readBytes()
        try (index / name).write(advisories + [0])
        let changed = try await site.run("image", "outdated", "over", "--refresh")
        #expect(changed.status == 5, "\(changed.outputText)")
        #expect(changed.errorText.contains("the repository cannot be read: "), "\(changed.errorText)")
        try (index / name).write(advisories)
        let lines = try await site.output(
            "image outdated over --refresh | columns package,pinned,offered,security"
        )
        #expect(
            lines.split(separator: "\n").dropFirst() == [
                "hello\t2.0-3\t2.0-4\ttrue", "hello-plugin\t1.0-1\t1.1-1\tfalse",
            ],
            "\(lines)"
        )
        try copy.removeAll()
    }

    @Test func `what was chosen once is not chosen anew, whatever else the template says`() async throws {
        _ = try await site.generate("kept", Self.ssh)
        let archives = site.folder.path / "site" / "archives"
        func caches() throws -> [FilePath] {
            try archives.entries().filter { $0.hasPrefix("rpm-") }.map { archives / $0 / "cache" }
        }
        for cache in try caches() { try cache.removeAll() }
        let file = "\n file /etc/motd text=\"more\""
        #expect(try await site.generate("kept", Self.ssh + file).status == 0)
        #expect(try caches().filter(\.isFolder) == [])
        // Another choice needs what was lost, and brings it back.
        #expect(try await site.generate("kept", Self.ssh + "\n package cloud-init").status == 0)
        #expect(try caches().filter(\.isFolder) != [])
        for cache in try caches() { try cache.removeAll() }
        #expect(try await site.run("generate", "kept", "--refresh").status == 0)
        #expect(try caches().filter(\.isFolder) != [])
    }

    @Test func `a kill while packages are installed leaves nothing, and the next run ends`() async throws {
        let file = try site.write("killed", "package slow")
        _ = try await site.output("template load \(file); template check \(file)")
        _ = try await site.generate("before", "package hello")
        try await site.killGenerating("killed", after: .milliseconds(1500))
        #expect(try await site.run("image", "show", "killed").status != 0)
        try await site.expectWhole()
        let result = try await site.run("generate", "killed")
        #expect(result.status == 0, "\(result.errorText)")
        try await site.expectWhole()
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
        let copy = try await site.copy("copy")
        let index = RPMSite.packages(of: copy) / "repodata" / "repomd.xml"
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
        #expect(unsigned.errorText.contains("say signed=packages"), "\(unsigned.errorText)")
        try copy.removeAll()
    }

    @Test
    func `an index that nobody signed is read where the template says so, and each package is still checked`()
        async throws
    {
        let copy = try await site.copy("packages-alone")
        try (RPMSite.packages(of: copy) / "repodata" / "repomd.xml.asc").removeFile()
        let signed = try site.write("alone", "package hello", from: copy, repository: "signed=packages")
        let plan = try await site.output("template load \(signed); generate alone --dry-run --refresh")
        #expect(plan.contains("\t"), "\(plan)")
        let name = "unsigned-alone"
        let unsigned = try site.write(name, "package unsigned", from: copy, repository: "signed=packages")
        let result = try await site.run("-c", "template load \(unsigned); generate unsigned-alone")
        #expect(result.status == 1)
        #expect(
            result.errorText.contains("unsigned is not signed by the key of the repository base"),
            "\(result.errorText)"
        )
        try copy.removeAll()
    }

    @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
    func `a user without privileges makes the same bytes`() async throws {
        let file = try site.write("shared", Self.ssh)
        let statements = "template load \(file); generate shared; image show shared"
        let ours = try OtherUser.digests(try await site.output(statements))
        #expect(try OtherUser.digests(await OtherUser(folder: site.folder.path).output(statements)) == ours)
    }
}
