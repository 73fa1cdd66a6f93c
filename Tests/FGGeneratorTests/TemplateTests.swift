import FGCore
import FGGenerator
import FGLanguage
import Testing

struct TemplateTests {
    private static let folder = FilePath(#filePath).parent.parent.parent / "help" / "examples"

    private func resolve(
        _ texts: String...,
        arguments: [String: String] = [:]
    ) throws -> TemplateResolver.Resolution {
        let chain = try texts.map { try TemplateLevel(parsing: $0, name: "t.fg", folder: Self.folder) }
        return try TemplateResolver.resolve(chain, arguments: arguments)
    }

    private func error(_ texts: String...) -> String? {
        do {
            let chain = try texts.map { try TemplateLevel(parsing: $0, name: "t.fg", folder: Self.folder) }
            _ = try TemplateResolver.resolve(chain, arguments: [:])
            return nil
        } catch let error as SourceError {
            let place = error.source.location(of: error.diagnostics[0].range.lowerBound)
            return "\(place.line):\(place.column) \(error.diagnostics[0].message)"
        } catch let error as FGError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    @Test func `a template gives its facts`() throws {
        let template = try resolve(
            """
            template a {
                os debian bookworm
                package gcc>=12 make -nano
                user alice uid=1500 groups=video,audio
                file /etc/motd text="hello" mode=0600 owner=root:adm
                service +ssh -cron mask:getty@tty1
                disk 4GiB boot=uefi
                root key-only
                root none target=bare-metal
                run "ldconfig"
                check command="true" contains="x"
            }
            """
        ).template
        #expect(template.packages.first { $0.name == "gcc" }?.version == "12")
        #expect(template.excludedPackages == ["nano"])
        #expect(template.users.map(\.groups) == [["audio", "video"]])
        #expect(template.files.first?.mode == 0o600)
        #expect(template.files.first?.content == Digest(of: "hello\n"))
        #expect(
            template.services == [
                "ssh.service": .enabled, "cron.service": .disabled, "getty@tty1.service": .masked,
            ]
        )
        #expect(template.disk?.bootsBIOS == false)
        #expect(template.root == ["*": .keyOnly, "bare-metal": .none])
        #expect(template.kernel == "linux-image-cloud-amd64")
        #expect(template.packages.contains { $0.name == "systemd-sysv" })
    }

    @Test func `comments and the order of lines do not change the identity`() throws {
        let one = try resolve(
            "template a {\n os debian bookworm\n package bb cc\n # why\n user x\n user y\n}"
        )
        let two = try resolve(
            "template a {\n user y\n user x\n package cc\n package bb\n os debian bookworm\n}"
        )
        #expect(try CanonicalJSON.digest(of: one.template) == CanonicalJSON.digest(of: two.template))
    }

    @Test func `a child adds, replaces and removes`() throws {
        let resolution = try resolve(
            """
            template base {
                os debian bookworm
                package nano make
                user alice uid=1500 groups=video
                run "first"
                summary "base"
            }
            """,
            """
            template child {
                extends base:1
                package gcc -nano
                user alice groups=audio
                run "second"
            }
            """
        )
        #expect(resolution.template.packages.map(\.name) == ["gcc", "make"])
        #expect(resolution.template.users.first?.uid == 1500)
        #expect(resolution.template.users.first?.groups == ["audio", "video"])
        #expect(resolution.template.run == ["first", "second"])
        #expect(resolution.template.summary == "base")
        #expect(resolution.template.name == "child")
    }

    @Test(
        arguments: [
            ("template a { package xx }", "1:10 the template names no operating system"),
            (
                "template a {\n os debain x\n}",
                "2:5 \"debain\" is none of almalinux, centos, debian, fedora, rocky, ubuntu"
            ),
            ("template a {\n paket x\n}", "2:2 templates have no line \"paket\""),
            (
                "template a {\n os debian bookworm\n os debian bookworm\n}",
                "3:2 os stands twice in this template"
            ),
            ("template a {\n os debian bookworm extra\n}", "2:21 os takes no further words"),
            ("template a {\n package GCC\n}", "2:10 \"GCC\" is no package's name"),
            ("template a {\n package GCC make\n}", "2:10 \"GCC\" is no package's name"),
            ("template a {\n service +ssh cron +x\n}", "2:15 \"cron\" does not say what to do"),
            ("template a {\n lock run all user\n}", "2:11 templates have no line \"all\" to lock"),
            ("template a {\n package gcc>=\n}", "2:10 \">=\" is no version bound"),
            ("template a {\n user Alice\n}", "2:7 \"Alice\" is not a user's name"),
            ("template a {\n user alice uid=5\n}", "2:13 \"5\" is no user number"),
            ("template a {\n user alice key=\"ssh-ed25519 AAAA\"\n}", "2:13 this is no public ssh key"),
            ("template a {\n user alice\n user alice\n}", "3:7 user alice stands twice in this template"),
            ("template a {\n file /etc/../x text=a\n}", "2:7 the path has . or .. in it"),
            ("template a {\n file etc text=a\n}", "2:7 \"etc\" is not an absolute path"),
            ("template a {\n file /x text=a mode=99\n}", "2:17 \"99\" is no mode"),
            ("template a {\n file /x from=missing\n}", nil),
            (
                "template a {\n file /x text=\"-----BEGIN RSA PRIVATE KEY-----\"\n}",
                "2:10 the file holds a private key"
            ),
            ("template a {\n disk 4KB\n}", "2:7 \"4KB\" is no disk size"),
            ("template a {\n disk 4GiB boot=floppy\n}", "2:12 \"floppy\" is no way to boot"),
            ("template a {\n root open\n}", "2:7 \"open\" is none of key-only, locked, none"),
            ("template a {\n service ssh\n}", "2:10 \"ssh\" does not say what to do"),
            ("template a {\n file /x text=\"${nope}\"\n}", "2:15 the variable $nope is not defined"),
            ("template a {\n lock everything\n}", "2:7 templates have no line \"everything\" to lock"),
            ("template a {\n check contains=x\n}", "2:2 a check needs a command"),
            ("template a {\n snapshot yesterday\n}", "2:11 \"yesterday\" is no date"),
        ] as [(String, String?)]
    )
    func `an error stands at its place`(text: String, expected: String?) {
        let found = error(text)
        if let expected {
            #expect(found == expected)
        } else {
            #expect(found?.contains("no such file") == true)
        }
    }

    @Test func `all that is wrong in a chain is found at once, and what is right of it is merged`() throws {
        let chain = try [
            "template a {\n os debian bookworm\n pakage x\n run y\n lock run\n}",
            "template b {\n extends a:1\n run z\n package make\n disk huge\n}",
        ].map { try TemplateLevel(parsing: $0, name: "\($0.dropFirst(9).first ?? "-")", folder: "/") }
        let examination = try TemplateResolver.examine(chain, arguments: [:])
        let places = examination.errors.flatMap { error in
            error.diagnostics.map { error.source.place(of: $0.range) }
        }
        #expect(places == ["a:3:2", "b:3:2", "b:5:7"])
        #expect(examination.resolution?.template.packages.map(\.name) == ["make"])
        #expect(!examination.isWhole)
    }

    @Test func `a line whose parameter has no value is left open`() throws {
        let text = "template a {\n os debian bookworm\n parameter x\n hostname \"${x}\"\n package make\n}"
        let chain = [try TemplateLevel(parsing: text, name: "t", folder: "/")]
        let open = try TemplateResolver.examine(chain, arguments: [:])
        #expect(open.errors.isEmpty && !open.isWhole)
        #expect(open.resolution?.template.hostname == "localhost")
        let filled = try TemplateResolver.examine(chain, arguments: ["x": "ada"])
        #expect(filled.isWhole && filled.resolution?.template.hostname == "ada")
    }

    @Test func `root is only tightened`() {
        let base = "template a {\n os debian bookworm\n root locked\n}"
        #expect(error(base, "template b {\n extends a:1\n root none\n}") == nil)
        #expect(error(base, "template b {\n extends a:1\n root key-only\n}")?.contains("is tighter") == true)
    }

    @Test func `a locked line is refused in a child`() {
        let base = "template a {\n os debian bookworm\n run \"x\"\n lock run\n}"
        #expect(error(base) == nil)
        #expect(
            error(base, "template b {\n extends a:1\n run \"y\"\n}") == "3:2 \"run\" is locked by a parent"
        )
    }

    @Test(arguments: [
        ("parameter x default=a pattern=\"[a\"", "3:33 this is no pattern: the [ is not closed"),
        ("parameter x pattern='a(?=b)'", "3:24 this is no pattern: a group begins with ( or (?:"),
        ("parameter x pattern=a\"[b\"", "3:22 this is no pattern: the [ is not closed"),
        ("parameter x pattern=\"a$b\"", "3:22 a pattern has no variables"),
        (
            "parameter x default=aa pattern=b+",
            "3:22 parameter \"x\" is \"aa\", which does not fit b+"
        ),
    ])
    func `a wrong pattern is an error at its place`(line: String, message: String) {
        #expect(error("template a {\n os debian bookworm\n \(line)\n}") == message)
    }

    @Test func `a wrong pattern is found without a value`() throws {
        let text = "template a {\n os debian bookworm\n parameter x pattern=\"[a\"\n}"
        let level = try TemplateLevel(parsing: text, name: "t.fg", folder: Self.folder)
        #expect(throws: SourceError.self) { try TemplateResolver.check([level]) }
    }

    @Test func `no pattern makes checking a value slow`() throws {
        let text = "template a {\n os debian bookworm\n parameter x default=a pattern=\"(a+)+$\"\n}"
        let value = String(repeating: "a", count: 1000) + "b"
        #expect(throws: FGError.self) { try resolve(text, arguments: ["x": value]) }
    }

    @Test func `a parameter is filled in, checked and required`() throws {
        let text =
            "template a {\n os debian bookworm\n parameter site pattern=\"[a-z]+\"\n hostname \"${site}\"\n}"
        #expect(try resolve(text, arguments: ["site": "abc"]).template.hostname == "abc")
        #expect(error(text) == "parameter \"site\" has no value")
        #expect(throws: FGError.self) { try resolve(text, arguments: ["site": "ABC"]) }
        #expect(throws: FGError.self) { try resolve(text, arguments: ["site": "abc", "other": "x"]) }
    }

    @Test func `a parent is pinned and a cycle is refused`() throws {
        let loose = try TemplateLevel(parsing: "template a {\n extends b\n}", name: "t", folder: "/")
        #expect(throws: SourceError.self) { try TemplateResolver.chain(of: loose) { _, _ in loose } }
        let loop = try TemplateLevel(parsing: "template a {\n extends a:1\n}", name: "t", folder: "/")
        let error = #expect(throws: SourceError.self) {
            try TemplateResolver.chain(of: loop) { _, _ in loop }
        }
        #expect(error?.diagnostics.first?.message.contains("extends itself") == true)
    }

    @Test func `a parent that is not there is an error at the line that names it`() throws {
        let leaf = try TemplateLevel(parsing: "template a {\n extends b:2\n}", name: "t", folder: "/")
        let error = #expect(throws: SourceError.self) {
            try TemplateResolver.chain(of: leaf) { name, _ in throw FGError(.notFound, "no \(name)") }
        }
        #expect(error?.rendered.hasPrefix("t:2:10: error: no b") == true)
    }

    @Test func `a merged template is printed as one, with the origins of each line`() throws {
        let facts = try resolve(
            """
            template base {
                os debian bookworm
                package openssh-server nano>=2 make=4.3
                user ada uid=1500 groups=video
                file /etc/motd text="one $ \\"two\\""
                run "true"
                disk 2GiB
            }
            """,
            """
            template leaf {
                package gcc -nano
                user ada shell=/bin/sh
                file /etc/motd mode=0600
                service -cron
                root none target=bare-metal
            }
            """
        ).facts
        let lines = facts.filter { $0.origin != "implied by disk" }.map { "\($0.text) # \($0.origin)" }
        #expect(
            lines == [
                "os debian bookworm # t.fg:2", "disk 2GiB boot=bios+uefi esp=128MiB # t.fg:7",
                "package gcc # t.fg:2", "package make=4.3 # t.fg:3", "package openssh-server # t.fg:3",
                "user ada uid=1500 shell=/bin/sh groups=video # t.fg:4, t.fg:3",
                "root none target=bare-metal # t.fg:6",
                "file /etc/motd text=\"one \\$ \\\"two\\\"\" mode=0600 owner=root:root # t.fg:5, t.fg:4",
                "run \"true\" # t.fg:6", "service -cron.service # t.fg:5",
            ]
        )
    }

    @Test(arguments: ["debian-minimal", "debian-server", "modules-node", "mpi-node", "slurm-client"])
    func `the templates of the library resolve`(name: String) throws {
        let text = try (Self.folder / (name + ".fg")).readText()
        let template = try resolve(text).template
        #expect(template.name == name)
        #expect(template.disk != nil)
        #expect(!template.summary.isEmpty)
    }
}
