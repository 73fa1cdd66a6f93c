import FGCore
import FGInspect
import Testing

@testable import FGGenerator

/// What a recipe would get if it were solved again.
struct RecipeUpdateTests {
    private static func recipe(_ packages: [(name: String, version: String, uri: String)]) -> Recipe {
        Recipe(
            template: ResolvedTemplate(name: "t", os: "debian", release: "bookworm", architecture: "amd64"),
            templateDigest: Digest(of: "t"),
            packages: packages.map {
                Recipe.Package(
                    name: $0.name,
                    version: $0.version,
                    architecture: "amd64",
                    digest: Digest(of: $0.name + $0.version),
                    size: 1,
                    uri: $0.uri,
                    isEssential: false,
                    isRequested: false
                )
            },
            indexes: [],
            sources: [
                ArchiveSource(uri: "http://a/debian", suites: ["bookworm"], components: ["main"]),
                ArchiveSource(uri: "http://a/debian-security", suites: ["bookworm-security"], components: []),
            ],
            epoch: Timestamp(seconds: 0),
            tools: [:]
        )
    }

    @Test func `packages that came, went and changed are told, and which of them are security updates`() {
        let old = Self.recipe([
            ("bash", "5.2-1", "http://a/debian/b"), ("gone", "1", "http://a/debian/g"),
            ("openssl", "3.0-1", "http://a/debian/o"), ("same", "1", "http://a/debian/s"),
        ])
        let new = Self.recipe([
            ("bash", "5.2-2", "http://a/debian/b"), ("came", "2", "http://a/debian/c"),
            ("openssl", "3.0-2", "http://a/debian-security/o"), ("same", "1", "http://a/debian/s"),
        ])
        let lines = RecipeUpdate(from: old, to: new).lines
        #expect(
            lines.map { "\($0.package) \($0.pinned ?? "-") \($0.offered ?? "-") \($0.isSecurity)" } == [
                "bash 5.2-1 5.2-2 false", "came - 2 false", "gone 1 - false", "openssl 3.0-1 3.0-2 true",
            ]
        )
        #expect(RecipeUpdate(from: old, to: old).lines == [])
    }

    @Test func `packages of a base are compared with the archive, and those over it with what the base has`()
    {
        var old = Self.recipe([("new", "1", "http://a/debian/n"), ("raised", "2", "http://a/debian/r")])
        let names = [("bash", "5"), ("libc6", "2"), ("raised", "1"), ("wanted", "1")]
        old.base = Recipe.Base(
            kind: .archive,
            source: "a.tar",
            format: .tar,
            digest: Digest(of: "a"),
            layers: [],
            packages: names.map { .init(name: $0.0, version: $0.1, architecture: "amd64") },
            newest: Timestamp(seconds: 0)
        )
        var new = Self.recipe([("new", "2", "http://a/debian/n"), ("wanted", "3", "http://a/debian/w")])
        new.base = old.base
        let upgrades = [
            ("bash", "6", true), ("new", "2", true), ("raised", "3", true), ("wanted", "3", false),
        ]
        let lines = RecipeUpdate(
            from: old,
            to: new,
            upgrades: upgrades.map {
                PackageUpgrade(name: $0.0, architecture: "amd64", version: $0.1, isSecurity: $0.2)
            }
        ).lines
        #expect(
            lines.map { "\($0.package) \($0.pinned ?? "-") \($0.offered ?? "-") \($0.isSecurity)" } == [
                "bash 5 6 true", "new 1 2 true", "raised 2 1 false", "wanted 1 3 false",
            ]
        )
    }
}
