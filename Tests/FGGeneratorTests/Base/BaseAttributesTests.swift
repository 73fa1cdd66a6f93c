import FGCore
import FGInspect
import FGProcess
import FGStorage
import Glibc
import Testing

@testable import FGGenerator

/// Extended attributes and access control lists of bases.
@Suite(.enabled(if: geteuid() == 0, "only root keeps owners and capabilities"))
struct BaseAttributesTests {
    private static let script = """
        set -e
        setfattr -n user.note -v kept root/etc/os-release
        setcap cap_net_raw+ep root/bin/sh
        setfacl -m u:alice:r,g:1700:rw root/etc/secret
        setfacl -d -m u:1600:rwx root/srv
        setfacl -m u:1600:r root/srv
        """

    /// A root with attributes of every kind.
    private static func root(_ fixture: BaseFixture) async throws -> FilePath {
        let accounts = "root:x:0:0::/root:/bin/sh\nalice:x:1500:1500::/:/bin/sh\n"
        let root = try fixture.root(files: ["etc/passwd": accounts, "etc/secret": "s", "srv/file": "f"])
        try await run(script.replacing("u:alice:", with: "u:1500:"), fixture.folder)
        return root
    }

    private static func run(_ script: String, _ folder: FilePath) async throws {
        var command = Command(Program(name: "sh", path: "/bin/sh"), ["-c", script])
        command.folder = folder
        try await command.runChecked()
    }

    /// All attributes below a folder, in words.
    private static func attributes(_ folder: FilePath) async throws -> String {
        let program = try Program.find("getfattr", package: "attr")
        var command = Command(program, ["--dump", "--recursive", "--match=-", "--encoding=hex", "."])
        command.folder = folder
        let stanzas = try await command.runChecked().outputText.split(separator: "\n\n")
        return stanzas.sorted().joined(separator: "\n\n")
    }

    private static func unpack(_ base: PinnedBase, _ fixture: BaseFixture) async throws -> String {
        let place = fixture.folder / "scratch" / "tree"
        try place.makeFolder()
        let tree = BaseTree(base: base.recipe, store: fixture.store, scratch: place)
        try await tree.fill(fixture.folder / "out")
        return try await attributes(fixture.folder / "out")
    }

    // GNU tar writes lists as attributes or in words, with names or with numbers.
    @Test(arguments: [
        ["--xattrs", "--xattrs-include=*"], ["--xattrs", "--xattrs-include=*", "--acls"],
        ["--xattrs", "--xattrs-include=security.*", "--xattrs-include=user.*", "--acls"],
    ])
    func `an archive's attributes are those of the image`(options: [String]) async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            let root = try await Self.root(fixture)
            _ = try await fixture.pack(root, options + ["--format=pax"])
            let (_, base) = try await fixture.pin("base archive from=root.tar")
            let expected = try await Self.attributes(root)
            #expect(expected.components(containing: "posix_acl_access") == 2)
            #expect(expected.components(containing: "posix_acl_default") == 1)
            #expect(try await Self.unpack(base, fixture) == expected)
        }
    }

    @Test func `a disk's attributes are those of the image`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            let root = try await Self.root(fixture)
            let base = try await fixture.pinVersion(of: root)
            #expect(try await Self.unpack(base, fixture) == Self.attributes(root))
        }
    }
}

extension String {
    fileprivate func components(containing word: String) -> Int {
        split(separator: "\n").count { $0.contains(word) }
    }
}
