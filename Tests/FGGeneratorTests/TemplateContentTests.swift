import FGCore
import FGGenerator
import FGProcess
import FGStorage
import Glibc
import Testing

/// Lines about language, time, groups, keys and trees.
struct TemplateContentTests {
    private static let keys = [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxSx/C6dxu1v2KnVLBvUpoQ7tmNCnp2LJ3Fwqtm8hcn ada@one",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxSx/C6dxu1v2KnVLBvUpoQ7tmNCnp2LJ3Fwqtm8hcn ada@two",
    ]

    @Test func `a locale and a time zone bring the packages that they need`() throws {
        let resolution = try TemplateFixture.resolve(
            lines: "locale de_DE.UTF-8 fr_FR.UTF-8\n timezone Europe/Berlin"
        )
        #expect(resolution.template.locales == ["de_DE.UTF-8", "fr_FR.UTF-8"])
        #expect(resolution.template.timezone == "Europe/Berlin")
        #expect(resolution.template.packages.map(\.name) == ["locales", "tzdata"])
        let facts = resolution.facts.map { "\($0.text) # \($0.origin)" }
        #expect(facts.contains("package locales # implied by locale"))
        #expect(facts.contains("package tzdata # implied by timezone"))
        #expect(facts.contains("locale de_DE.UTF-8 fr_FR.UTF-8 # t.fg:3"))
    }

    @Test func `the locale of every system needs no package`() throws {
        #expect(try TemplateFixture.resolve(lines: "locale C.UTF-8").template.packages.isEmpty)
    }

    @Test(arguments: [
        ("locale german", "t.fg:3:9 \"german\" is no locale"),
        ("locale de_DE", "t.fg:3:9 \"de_DE\" is no locale"),
        ("locale de_DE.UTF-8 de_DE.UTF-8", "t.fg:3:21 the locale de_DE.UTF-8 stands twice in this line"),
        ("locale", "t.fg:3:2 locale needs a locale"),
        ("timezone ../../etc/shadow", "t.fg:3:11 \"../../etc/shadow\" is no time zone"),
        ("timezone Europe/Berlin now", "t.fg:3:25 timezone takes no further words"),
        ("group Staff", "t.fg:3:8 \"Staff\" is not a group's name"),
        ("group mpi gid=12", "t.fg:3:12 \"12\" is no group number"),
        ("group mpi gid=1500\n group pi gid=1500", "t.fg:4:11 the group mpi has the number 1500 already"),
        ("user ada keys=missing", "t.fg:3:11 cannot open /missing: no such file or directory"),
        (
            "disk 400MiB fs=xfs",
            "t.fg:3:14 xfs takes at least 300 MiB, and the root file system has 270 MiB"
        ),
        ("disk 4GiB fs=fat", "t.fg:3:12 \"fat\" is no file system"),
        ("disk 4GiB swap=4GiB", "t.fg:3:12 \"4GiB\" is no size of the swap partition"),
        ("disk 4GiB swap=some", "t.fg:3:12 \"some\" is no size of the swap partition"),
        ("context ignition", "t.fg:3:10 \"ignition\" is none of cloud-init, none"),
        ("context none sources=Ec2", "t.fg:3:15 context none has no sources"),
        ("context cloud-init sources=ec2", "t.fg:3:21 \"ec2\" is no data source of cloud-init"),
        ("context cloud-init sources=Ec2,Ec2", "t.fg:3:21 the sources are names, each once"),
        ("run true network=maybe", "t.fg:3:11 \"maybe\" is neither yes nor no"),
        ("tree opt from=x", "t.fg:3:7 \"opt\" is not an absolute path"),
        ("tree /opt/../etc from=x", "t.fg:3:7 the path has . or .. in it"),
        ("tree /opt", "t.fg:3:7 a tree needs from="),
        ("tree /opt from=missing", "t.fg:3:12 /missing: no such folder"),
        ("tree /opt from=etc/passwd", "t.fg:3:12 /etc/passwd is no folder"),
        ("tree /opt from=etc/skel owner=me", "t.fg:3:26 \"me\" is no owner"),
    ])
    func `an error stands at its place`(lines: String, expected: String) {
        let found = TemplateFixture.error(lines: lines)
        #expect(found == expected)
    }

    @Test func `a child changes a group, and replaces locale and time zone`() throws {
        let template = try TemplateFixture.resolve([
            "template a {\n os debian bookworm\n group mpi\n locale de_DE.UTF-8\n timezone Europe/Berlin\n}",
            "template b {\n extends a:1\n group mpi gid=1700\n locale C.UTF-8\n timezone Etc/UTC\n}",
        ]).template
        #expect(template.groups == [ResolvedTemplate.Group(name: "mpi", gid: 1700)])
        #expect(template.locales == ["C.UTF-8"] && template.timezone == "Etc/UTC")
    }

    @Test func `a swap partition takes its room from the root file system`() throws {
        let resolution = try TemplateFixture.resolve(lines: "disk 4GiB swap=512MiB boot=bios fs=ext4")
        let disk = try #require(resolution.template.disk)
        #expect(disk.root == ByteCount((4096 - 512 - 128 - 2) << 20))
        #expect(resolution.facts.contains { $0.text == "disk 4GiB boot=bios esp=128MiB swap=512MiB" })
        let plain = try TemplateFixture.resolve(lines: "disk 4GiB boot=bios fs=ext4").template
        #expect(try plain == TemplateFixture.resolve(lines: "disk 4GiB boot=bios").template)
    }

    @Test(arguments: [("xfs", "xfsprogs"), ("btrfs", "btrfs-progs")])
    func `a root file system of another kind brings its programs`(name: String, package: String) throws {
        let resolution = try TemplateFixture.resolve(lines: "disk 4GiB boot=bios fs=\(name)")
        #expect(resolution.template.disk?.rootFormat.rawValue == name)
        #expect(resolution.facts.contains { $0.text == "disk 4GiB boot=bios esp=128MiB fs=\(name)" })
        let implied = resolution.facts.first { $0.text == "package \(package)" }
        #expect(implied?.origin == "implied by disk")
    }

    @Test(arguments: [
        ("ubuntu focal", "xfs", "the kernel of ubuntu focal is too old for the times of 64 bits of this xfs"),
        (
            "debian buster", "xfs",
            "the kernel of debian buster is too old for the times of 64 bits of this xfs"
        ),
        ("rocky 8", "xfs", "the kernel of rocky 8 is too old for the times of 64 bits of this xfs"),
        ("rocky 8", "btrfs", "the kernel of rocky has no btrfs"),
        ("rocky 9", "btrfs", "the kernel of rocky has no btrfs"),
        ("centos 10", "btrfs", "the kernel of centos has no btrfs"),
    ])
    func `a root file system that a kernel does not know is refused at its line`(
        os: String,
        name: String,
        reason: String
    ) {
        let text = "template a {\n os \(os)\n disk 4GiB fs=\(name)\n}"
        let error = TemplateFixture.error([text])
        #expect(error?.hasPrefix("t.fg:3:") == true && error?.hasSuffix(reason) == true, "\(error ?? "")")
        #expect(TemplateFixture.error([text.replacing(name, with: "ext4")]) == nil)
    }

    @Test(arguments: [
        ("debian bullseye", "xfs"), ("ubuntu noble", "xfs"), ("ubuntu noble", "btrfs"),
        ("ubuntu jammy", "xfs"), ("ubuntu focal", "btrfs"), ("rocky 9", "xfs"), ("centos 10", "xfs"),
        ("almalinux 10", "xfs"), ("fedora 43", "xfs"), ("fedora 43", "btrfs"),
    ])
    func `a system whose kernel knows a root file system brings what it starts by`(os: String, name: String)
        throws
    {
        let text = "template a {\n os \(os)\n disk 4GiB fs=\(name)\n}"
        let template = try TemplateFixture.resolve([text]).template
        let packages = Set(template.packages.map(\.name))
        let kernel = ["debian": "linux-image-cloud-amd64", "ubuntu": "linux-image-virtual"]
        #expect(template.kernel == kernel[template.os] ?? "kernel-core")
        let maker = template.hasRPMPackages ? "dracut" : "initramfs-tools"
        let tools = name == "xfs" ? "xfsprogs" : "btrfs-progs"
        #expect(packages.isSuperset(of: [maker, tools]), "\(packages)")
        // Ubuntu has it inside systemd until 23.04, Debian until bullseye.
        let hasResolver = packages.contains("systemd-resolved")
        #expect(hasResolver == (template.release == "noble"))
    }

    @Test func `contextualisation brings its package, and a child takes it away`() throws {
        let base = "template a {\n os debian bookworm\n context cloud-init\n}"
        let resolution = try TemplateFixture.resolve([base])
        #expect(resolution.template.packages.map(\.name) == ["cloud-init"])
        #expect(
            resolution.facts.map { "\($0.text) # \($0.origin)" }.dropFirst() == [
                "context cloud-init sources=NoCloud,ConfigDrive,OpenStack,Ec2,None # t.fg:3",
                "package cloud-init # implied by context",
            ]
        )
        let child = "template b {\n extends a:1\n context cloud-init sources=Ec2\n}"
        #expect(try TemplateFixture.resolve([base, child]).template.context?.sources == ["Ec2"])
        let none = try TemplateFixture.resolve([base, "template b {\n extends a:1\n context none\n}"])
        #expect(none.template.context == nil && none.template.packages.isEmpty)
        #expect(none.facts.contains { $0.text == "context none" })
    }

    @Test func `a step with network marks the template, and another one does not`() throws {
        let resolution = try TemplateFixture.resolve([
            "template a {\n os debian bookworm\n run one network=no\n run two network=yes\n}",
            "template b {\n extends a:1\n run three network=yes\n run four\n}",
        ])
        #expect(resolution.template.networkRuns == [1, 2])
        let runs = resolution.facts.map(\.text).filter { $0.hasPrefix("run") }
        #expect(
            runs == ["run \"one\"", "run \"two\" network=yes", "run \"three\" network=yes", "run \"four\""]
        )
    }

    @Test func `what a template does not say leaves its identity as it was`() throws {
        let template = try TemplateFixture.resolve([
            "template a {\n os debian bookworm\n package make\n user ada\n file /x text=y\n run true\n disk 2GiB\n}"
        ]).template
        let text = String(decoding: try CanonicalJSON.encode(template), as: UTF8.self)
        for word in ["locales", "timezone", "groups\":[{", "trees"] { #expect(!text.contains(word)) }
        #expect(
            try CanonicalJSON.digest(of: template).description
                == "sha256:f8bff183968991e357e76765d19f2b29daf11e411d6856f7919b7af25bbfcbf4"
        )
    }

    @Test func `keys come from lines and from files, and a wrong one is named by its line`() throws {
        let folder = try TemporaryFolder()
        try (folder.path / "keys").write("# of Ada\n\n\(Self.keys[1])\r\n  \(Self.keys[0])\n")
        let lines = "user ada key=\"\(Self.keys[0])\" keys=keys"
        let user = try TemplateFixture.resolve(lines: lines, in: folder.path).template.users.first
        #expect(user?.keys == Self.keys)
        try (folder.path / "keys").write("\(Self.keys[0])\ncommand=\"x\" \(Self.keys[1])\n")
        #expect(
            TemplateFixture.error(lines: lines, in: folder.path)?
                .hasSuffix("line 2 of keys is no public ssh key") == true
        )
        try (folder.path / "keys").write("# nobody\n")
        #expect(
            TemplateFixture.error(lines: lines, in: folder.path)?.hasSuffix("keys has no public ssh key")
                == true
        )
    }

    @Test(arguments: [
        "file /x from=pipe", "user ada keys=pipe", "repository r uri=file:/x key=pipe", "include pipe",
    ])
    func `nobody waits for a pipe that a template names as a file`(line: String) throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo((folder.path / "pipe").string, 0o600) == 0)
        let error = TemplateFixture.error(lines: line, in: folder.path)
        let place = line == "include pipe" ? "there is no file pipe" : "pipe is no regular file"
        #expect(error?.hasPrefix("t.fg:3:") == true && error?.hasSuffix(place) == true, "\(error ?? "")")
    }

    private func sample() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let app = folder.path / "app"
        try (app / "bin").makeFolder()
        try (app / "bin" / "tool").write("#!/bin/sh\n")
        try (app / "data").write("one\n")
        #expect(chmod((app / "bin" / "tool").string, 0o4755) == 0)
        #expect(chmod((app / "bin").string, 0o750) == 0)
        #expect(symlink("../data", (app / "bin" / "data").string) == 0)
        return folder
    }

    @Test func `a tree is every file, folder and link of a folder`() throws {
        let folder = try sample()
        let resolution = try TemplateFixture.resolve(
            lines: "tree /opt/app from=app owner=root:staff",
            in: folder.path
        )
        let tree = try #require(resolution.template.trees?.first)
        #expect(tree.owner == "root:staff")
        #expect(
            tree.entries.map { "\($0.path) \($0.content)" } == [
                "bin folder(mode: 488)", "bin/data link(target: \"../data\")",
                "bin/tool file(digest: \(Digest(of: "#!/bin/sh\n")), mode: 2541)",
                "data file(digest: \(Digest(of: "one\n")), mode: 420)",
            ]
        )
        #expect(resolution.template.writtenPaths == ["/opt/app/bin/tool", "/opt/app/data"])
        #expect(resolution.contents.count == 2)
        let fact = try #require(resolution.facts.first { $0.subject == "tree /opt/app" })
        #expect(fact.text.hasPrefix("tree /opt/app from=\"app\" owner=root:staff # 4 entries, "))
        try (folder.path / "app" / "data").write("two\n")
        let changed = try TemplateFixture.resolve(
            lines: "tree /opt/app from=app owner=root:staff",
            in: folder.path
        )
        #expect(
            TemplateDifference(from: resolution.facts, to: changed.facts).changes.map(\.subject) == [
                "tree /opt/app"
            ]
        )
    }

    @Test(arguments: [
        ("/etc/passwd", "points to /etc/passwd"), ("../../secret", "leads out of the tree, to ../../secret"),
        ("self/../../secret", "leads out of the tree"),
    ])
    func `a link out of a tree is refused`(target: String, message: String) throws {
        let folder = try sample()
        let app = folder.path / "app"
        try (folder.path / "secret").write("x")
        #expect(symlink(".", (app / "bin" / "self").string) == 0)
        #expect(symlink(target, (app / "bin" / "out").string) == 0)
        let error = TemplateFixture.error(lines: "tree /opt/app from=app", in: folder.path)
        #expect(error?.hasPrefix("t.fg:3:16 the link ") == true)
        #expect(error?.contains(message) == true)
    }

    @Test func `odd names, pipes and secrets of a tree are refused`() throws {
        func error(_ change: (FilePath) throws -> Void) throws -> String? {
            let folder = try sample()
            try change(folder.path / "app")
            return TemplateFixture.error(lines: "tree /opt/app from=app", in: folder.path)
        }
        #expect(try error { try ($0 / "a\nb").write("x") }?.contains("has a control character") == true)
        let unreadable = try error { folder in
            let name = folder.string.utf8CString.dropLast() + [0x2f, CChar(bitPattern: 0xff), 0]
            close(open(Array(name), O_CREAT | O_WRONLY, 0o600))
        }
        #expect(unreadable?.contains("is no UTF-8 text") == true)
        #expect(
            try error { _ = mkfifo(($0 / "pipe").string, 0o600) }?.contains("neither file, folder nor link")
                == true
        )
        #expect(
            try error { try ($0 / "id").write("-----BEGIN OPENSSH PRIVATE KEY-----") }?.contains(
                "a private key"
            ) == true
        )
    }

    @Test func `a tree is written over what is there, and no link leads it out`() async throws {
        let folder = try sample()
        let image = folder.path / "image"
        try (image / "opt" / "app" / "bin").makeFolder()
        try (image / "opt" / "app" / "data").write("old\n")
        let store = BlobStore(root: folder.path / "store")
        let resolution = try TemplateFixture.resolve(lines: "tree /opt/app from=app", in: folder.path)
        for bytes in resolution.contents.values { _ = try store.ingest(bytes) }
        let tree = try #require(resolution.template.trees?.first)
        let bubblewrap = try Program.find("bwrap", package: "bubblewrap")
        let target = Tree(root: image, bubblewrap: bubblewrap, epoch: Timestamp(seconds: 0))
        try await FileWriter(tree: target, store: store).write(tree)
        let written = image / "opt" / "app"
        #expect(try (written / "data").readText() == "one\n")
        #expect((written / "bin" / "tool").status()?.permissions == 0o4755)
        #expect((written / "bin").status()?.permissions == 0o755)
        #expect(try (written / "bin" / "data").linkTarget() == "../data")

        try (image / "opt").removeAll()
        #expect(symlink((folder.path / "elsewhere").string, (image / "opt").string) == 0)
        try (folder.path / "elsewhere").makeFolder()
        let error = await #expect(throws: FGError.self) {
            try await FileWriter(tree: target, store: store).write(tree)
        }
        #expect(error?.message.contains("through the link /opt") == true)
        #expect(try (folder.path / "elsewhere").entries().isEmpty)
    }
}
