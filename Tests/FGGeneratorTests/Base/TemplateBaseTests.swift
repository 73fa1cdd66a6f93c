import FGCore
import Testing

@testable import FGGenerator

/// Lines that say what an image is laid over.
struct TemplateBaseTests {
    private static func base(_ line: String, in folder: FilePath) throws -> ResolvedTemplate.Base? {
        try TemplateFixture.resolve(lines: line, in: folder).template.base
    }

    @Test func `a base is an archive, a layout, an image of a registry or of the catalog`() async throws {
        try await TemporaryFolder.with { folder in
            try (folder / "root.tar").write("x")
            try (folder / "layout").makeFolder()
            #expect(
                try Self.base("base archive from=root.tar", in: folder)
                    == .init(kind: .archive, source: "root.tar")
            )
            #expect(
                try Self.base("base oci from=\"layout\" reference=\"1.0\"", in: folder)
                    == .init(kind: .oci, source: "layout", reference: "1.0")
            )
            #expect(
                try Self.base("base registry docker://127.0.0.1:5000/a/b:12 tls=no", in: folder)
                    == .init(kind: .registry, source: "127.0.0.1:5000/a/b:12", isPlain: true)
            )
            #expect(
                try Self.base("base image climate/server@stable", in: folder)
                    == .init(kind: .image, source: "climate/server@stable")
            )
        }
    }

    @Test(arguments: [
        ("base", "t.fg:3:2 base needs archive, oci, registry, image"),
        ("base tarball from=x", "t.fg:3:7 \"tarball\" is none of archive, oci, registry, image"),
        ("base archive", "t.fg:3:7 base archive needs from="),
        ("base archive from=missing.tar", "t.fg:3:15 there is no missing.tar"),
        ("base archive from=/etc", "t.fg:3:15 /etc is not an archive"),
        ("base archive from=/etc/passwd reference=x", "t.fg:3:32 base takes no reference="),
        ("base oci from=/dev/null", "t.fg:3:11 /dev/null is not the folder or archive of an OCI layout"),
        ("base registry debian:12", "t.fg:3:16 \"debian:12\" is no address of an image in a registry"),
        ("base registry host/debian", "t.fg:3:16 \"host/debian\" names no version of the image"),
        (
            "base registry host/Debian:12",
            "t.fg:3:16 \"host/Debian:12\" is no address of an image in a registry"
        ),
        (
            "base registry host/../debian:12",
            "t.fg:3:16 \"host/../debian:12\" is no address of an image in a registry"
        ),
        ("base registry host/debian:12 tls=maybe", "t.fg:3:31 tls= is yes or no"),
        ("base image no/such/name", "t.fg:3:13 \"such/name\" is not a valid image name"),
        ("base image demo tls=no", "t.fg:3:18 base takes no tls="),
        ("base image a\n base image b", "t.fg:4:2 base stands twice in this template"),
        ("restrict base", "t.fg:3:11 \"base\" has no tighter form"),
    ])
    func `what is wrong with a base is told where it stands`(line: String, error: String) {
        #expect(TemplateFixture.error(lines: line) == error)
    }

    @Test func `a child takes the base of its parent, or another one, unless it is locked`() throws {
        let parent = "template a {\n os debian bookworm\n base image one:1\n}"
        func child(_ lines: String) -> [String] { [parent, "template b {\n extends a:1\n \(lines)\n}"] }
        #expect(try TemplateFixture.resolve(child("")).template.base?.source == "one:1")
        let changed = try TemplateFixture.resolve(child("base image two:2"))
        #expect(changed.template.base?.source == "two:2")
        #expect(changed.facts.map(\.text).contains("base image two:2"))
        let locked = [
            "template a {\n os debian bookworm\n base image one:1\n lock base\n}",
            "template b {\n extends a:1\n base image two:2\n}",
        ]
        #expect(TemplateFixture.error(locked) == "t.fg:3:2 \"base\" is locked by a parent")
    }

    @Test func `with a base nothing is implied before it is read, and no system need be named`() throws {
        let resolution = try TemplateFixture.resolve(["template a {\n base image one:1\n disk 4GiB\n}"])
        #expect(resolution.template.packages.isEmpty)
        #expect(resolution.template.kernel == nil)
        #expect(resolution.template.os == "")
    }

    @Test func `a template without base has the identity that it had`() throws {
        let template = try TemplateFixture.resolve(lines: "package gcc").template
        let json = String(decoding: try CanonicalJSON.encode(template), as: UTF8.self)
        #expect(!json.contains("\"base\""))
    }
}
