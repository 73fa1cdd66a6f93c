import FGCore
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
}
