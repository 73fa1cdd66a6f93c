import FGGenerator
import Testing

/// Lines that children may only tighten.
struct TemplateRestrictionTests {
    private static let base = """
        template a {
            os debian bookworm
            package make gcc>=12 nano
            service +ssh -cron
            user ada uid=1500 groups=video
            user bob
            group mpi
            run "true"
            restrict package service user group root run
        }
        """

    private func error(_ lines: String) -> String? {
        TemplateFixture.error([Self.base, "template b {\n extends a:1\n \(lines)\n}"])
    }

    @Test(arguments: [
        "package -nano", "package make>=4", "package gcc>=12", "service -ssh", "service mask:ssh",
        "service +ssh",
        "service -cron", "service mask:exim4", "user ada shell=/usr/sbin/nologin", "user bob uid=1700",
        "group mpi gid=1800", "root locked", "root none", "root none target=lab", "run \"echo x\"",
        "restrict package", "lock run",
    ])
    func `a child makes a restricted line tighter`(lines: String) {
        #expect(error(lines) == nil)
    }

    @Test(arguments: [
        ("package vim", "t.fg:3:10 \"package\" is restricted by a parent: it has no package vim"),
        ("package gcc>=11", "t.fg:3:10 \"package\" is restricted by a parent: gcc is bound to >=12"),
        ("package gcc", "t.fg:3:10 \"package\" is restricted by a parent: gcc is bound to >=12"),
        ("package -nano nano", "t.fg:3:16 \"package\" is restricted by a parent: it has no package nano"),
        ("service +cron", "t.fg:3:10 \"service\" is restricted by a parent: cron.service is disabled"),
        (
            "service +exim4",
            "t.fg:3:10 \"service\" is restricted by a parent: it does not enable exim4.service"
        ),
        ("user eve", "t.fg:3:7 \"user\" is restricted by a parent: it has no user eve"),
        ("user ada groups=sudo", "t.fg:3:11 \"user\" is restricted by a parent: ada would get groups"),
        ("user ada uid=1501", "t.fg:3:11 \"user\" is restricted by a parent: ada has a number"),
        (
            "user ada shell=/bin/sh",
            "t.fg:3:11 \"user\" is restricted by a parent: ada would get another shell"
        ),
        (
            "user bob key=\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxSx/C6dxu1v2KnVLBvUpoQ7tmNCnp2LJ3Fwqtm8hcn\"",
            "t.fg:3:11 \"user\" is restricted by a parent: bob would get keys"
        ),
        ("group pi", "t.fg:3:8 \"group\" is restricted by a parent: it has no group pi"),
        (
            "run \"y\" network=yes",
            "t.fg:3:10 \"run\" is restricted by a parent: the step would have the network"
        ),
        ("root key-only", "t.fg:3:7 a parent says root locked, which is tighter"),
        ("root key-only target=lab", "t.fg:3:16 a parent says root locked, which is tighter"),
    ])
    func `a child cannot loosen it`(lines: String, expected: String) {
        #expect(error(lines) == expected)
    }

    @Test func `a grandchild is bound too, and the template itself is not`() {
        #expect(TemplateFixture.error([Self.base]) == nil)
        let child = "template b {\n extends a:1\n package -nano\n}"
        let grandchild = "template c {\n extends b:1\n package nano\n}"
        #expect(
            TemplateFixture.error([Self.base, child, grandchild])
                == "t.fg:3:10 \"package\" is restricted by a parent: it has no package nano"
        )
    }

    @Test func `only what can be tightened is restricted`() {
        #expect(TemplateFixture.error(lines: "restrict disk") == "t.fg:3:11 \"disk\" has no tighter form")
        #expect(TemplateFixture.error(lines: "restrict") == "t.fg:3:2 restrict needs a keyword")
    }

    @Test func `root of a target is not looser than what a parent says of all`() {
        let base = "template a {\n os debian bookworm\n root none\n}"
        #expect(
            TemplateFixture.error([base, "template b {\n extends a:1\n root key-only target=lab\n}"])
                == "t.fg:3:16 a parent says root none, which is tighter"
        )
        let own = "template a {\n os debian bookworm\n root none\n root key-only target=lab\n}"
        #expect(
            TemplateFixture.error([own, "template b {\n extends a:1\n root locked target=lab\n}"]) == nil
        )
    }
}
