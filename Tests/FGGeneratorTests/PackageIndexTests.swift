import FGCore
import Testing

@testable import FGGenerator

/// Lists of packages as APT keeps them.
struct PackageIndexTests {
    private static let digest = String(repeating: "ab", count: 32)

    private static func index(_ lists: [String: String]) throws -> PackageIndex {
        let folder = try TemporaryFolder()
        for (name, text) in lists { try (folder.path / name).write(text) }
        return try PackageIndex(lists: folder.path)
    }

    private static func stanza(_ name: String, _ version: String, _ more: String = "") -> String {
        """
        Package: \(name)
        Version: \(version)
        Architecture: amd64
        \(more)Size: 12
        SHA256: \(digest)
        Installed-Size: 3
        Description: text
         Package: not a field

        """
    }

    @Test func `every list and every version counts, and a file may end without an empty line`() throws {
        let index = try Self.index([
            "a_Packages": Self.stanza("make", "4.3") + "\n" + Self.stanza("tree", "2.1"),
            "b_Packages": "\n\n" + Self.stanza("make", "4.4") + "\n\n\n",
            "b_InRelease": Self.stanza("no", "1"),
        ])
        #expect(index.entries(named: "make").map(\.version).sorted() == ["4.3", "4.4"])
        #expect(index.entry("tree", "2.1", "amd64")?.size == 12)
        #expect(index.entry("tree", "2.1", "amd64")?.installedSize == 3072)
        #expect(index.entry("tree", "2.2", "amd64") == nil)
        #expect(index.names == ["make", "tree"])
        #expect(!index.has("no"))
    }

    @Test
    func
        `an installed package is raised to the newest version, and for security where a suite of it has one`()
        throws
    {
        let index = try Self.index([
            "h_debian_dists_bookworm_main_binary-amd64_Packages": Self.stanza("make", "4.5") + "\n"
                + Self.stanza("tree", "2.1") + "\n" + Self.stanza("zip", "3"),
            "h_debian-security_dists_bookworm-security_main_binary-amd64_Packages": Self.stanza("make", "4.4")
                + "\n" + Self.stanza("zip", "2"),
        ])
        func upgrade(_ name: String, _ version: String) -> String? {
            let installed = Recipe.Base.Package(name: name, version: version, architecture: "amd64")
            return index.upgrade(of: installed).map { "\($0.version) \($0.isSecurity)" }
        }
        #expect(upgrade("make", "4.3") == "4.5 true")
        #expect(upgrade("make", "4.4") == "4.5 false")
        #expect(upgrade("tree", "2.0") == "2.1 false")
        #expect(upgrade("tree", "2.1") == nil)
        #expect(upgrade("zip", "1:1") == nil)
        #expect(upgrade("unknown", "1") == nil)
    }

    @Test func `essential and required packages are the base, virtual ones are offered`() throws {
        let index = try Self.index([
            "a_Packages": Self.stanza("dpkg", "1", "Essential: yes\n") + "\n"
                + Self.stanza("mawk", "1", "Priority: required\nProvides: awk, other (= 2)\n") + "\n"
                + Self.stanza("gawk", "1", "Priority: optional\nPre-Depends: libc6 (>= 2) | musl\n")
        ])
        #expect(index.baseNames == ["dpkg", "mawk", "apt"])
        #expect(index.has("awk") && index.has("other"))
        #expect(index.entries(named: "mawk").first?.relations.provides == ["awk", "other"])
        #expect(index.entries(named: "gawk").first?.relations.preDepends == [["libc6", "musl"]])
    }

    @Test func `a new tree needs no package that makes old trees like it`() throws {
        let asking = Self.stanza("init", "1", "Essential: yes\nDepends: usrmerge | usr-is-merged\n")
        let offered = Self.stanza("usr-is-merged", "1")
        let index = try Self.index(["a_Packages": asking + "\n" + offered])
        #expect(index.baseNames == ["init", "apt", "usr-is-merged"])
        #expect(try Self.index(["a_Packages": asking]).baseNames == ["init", "apt"])
        #expect(try Self.index(["a_Packages": offered]).baseNames == ["apt"])
    }

    @Test func `a stanza without a digest is no package that could be chosen`() throws {
        let index = try Self.index(["a_Packages": "Package: broken\nVersion: 1\n"])
        #expect(index.entries(named: "broken").isEmpty)
    }
}
