import FGCore
import Testing

@testable import FGGenerator

/// Templates of distributions with RPM packages.
struct RPMTemplateTests {
    private static func error(_ lines: String) -> String? {
        TemplateFixture.error(["template a {\n os rocky 9\n \(lines)\n}"])
    }

    private static func resolve(_ lines: String) throws -> ResolvedTemplate {
        try TemplateFixture.resolve(["template a {\n os rocky 9\n \(lines)\n}"]).template
    }

    @Test func `a release is a number, and packages can have capitals`() throws {
        #expect(TemplateFixture.error(["template a {\n os rocky blue\n}"])?.hasPrefix("t.fg:2:11 ") == true)
        #expect(Self.error("package NetworkManager gcc-c++ python3_lib>=1:2.0^git") == nil)
        #expect(TemplateFixture.error(lines: "package NetworkManager") != nil)
    }

    @Test func `the line of the system counts wherever it stands`() throws {
        let text = "template a {\n repository r uri=https://h/p\n os fedora 43\n}"
        let template = try TemplateFixture.resolve([text]).template
        #expect(template.repositories.first?.components == [])
        #expect(DnfRepository.all(of: template).map(\.uri) == ["https://h/p"])
    }

    @Test func `a repository whose key signs packages alone says so, and nothing else`() throws {
        let template = try Self.resolve("repository r uri=file:/srv/9 signed=packages")
        #expect(DnfRepository.all(of: template).map(\.hasSignedIndex) == [false])
        #expect(
            Self.error("repository r uri=https://h/p signed=nothing")
                == "t.fg:3:31 \"nothing\" is nothing that a key signs alone"
        )
    }

    @Test func `a repository has a folder for each component and no suites`() throws {
        let template = try Self.resolve("repository r uri=file:/srv/9/ components=BaseOS,AppStream")
        #expect(
            DnfRepository.all(of: template).map { "\($0.id) \($0.uri)" } == [
                "r-BaseOS file:///srv/9/BaseOS/x86_64/os", "r-AppStream file:///srv/9/AppStream/x86_64/os",
            ]
        )
        let message = Self.error("repository r uri=https://h/p suites=9")
        #expect(message == "t.fg:3:31 a repository of rocky has no suites")
    }

    @Test func `a disk brings what an RPM system boots by`() throws {
        let template = try Self.resolve("disk 1GiB\n locale de_DE.UTF-8 de_AT.UTF-8 C.UTF-8")
        #expect(template.kernel == "kernel-core")
        let names = Set(template.packages.map(\.name))
        #expect(names.isSuperset(of: ["kernel-core", "dracut", "NetworkManager", "glibc-langpack-de"]))
        #expect(!names.contains("initramfs-tools"))
    }

    @Test(arguments: [
        ("9", "/var/lib/rpm"), ("10", "/usr/lib/sysimage/rpm"),
    ])
    func `the database of rpm is where the release has it`(_ release: String, _ folder: String) {
        let template = ResolvedTemplate(name: "a", os: "rocky", release: release, architecture: "amd64")
        #expect(RedHatFamily().database(of: template) == folder)
    }

    @Test func `a file that is no RPM package has no time`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path / "x.rpm"
        for bytes: [UInt8] in [[], [0xed, 0xab, 0xee, 0xdb], [UInt8](repeating: 0xff, count: 500)] {
            try file.write(bytes)
            #expect(throws: FGError.self) { try RPMPackageTime.of(file) }
        }
    }
}
