import FGCatalog
import FGCore
import FGGenerator
import FGInspect
import FGStorage
import Testing

@testable import FGSite

/// Versions of the catalog that others are laid over.
struct BaseVersionTests {
    private static let bytes: [UInt8] = [1, 2, 3]

    private static func session(_ folder: FilePath) throws -> Session {
        try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
    }

    private static func recipe(_ name: String, over base: Recipe.Base? = nil) -> Recipe {
        var recipe = Recipe(
            template: ResolvedTemplate(name: name, os: "debian", release: "bookworm", architecture: "amd64"),
            templateDigest: Digest(of: name),
            packages: [],
            stages: [],
            indexes: [],
            sources: [],
            epoch: Timestamp(seconds: 0),
            tools: [:]
        )
        recipe.base = base
        return recipe
    }

    private static func add(_ name: String, _ session: Session, _ bytes: [UInt8], _ recipe: Recipe) throws
        -> ImageVersion
    {
        let services = try session.services()
        let blob = try services.store.ingest(bytes)
        var manifest = Manifest(
            project: "tests",
            name: name,
            owner: session.user,
            // What is laid over another one comes after it.
            created: Timestamp(seconds: session.now.seconds + (recipe.base == nil ? 0 : 1)),
            artifacts: [Manifest.Artifact(role: "base", format: "raw", digest: blob.digest, size: blob.size)]
        )
        manifest.recipe = try services.store.ingest(try CanonicalJSON.encode(recipe)).digest
        let version = try services.catalog.add(manifest)
        try services.catalog.noteRebuild(version.id, at: session.now, milliseconds: 1000)
        return try services.catalog.version(id: version.id)
    }

    private static func base(_ bytes: [UInt8]) -> Recipe.Base {
        Recipe.Base(
            kind: .image,
            source: "tests/lower:1",
            format: .raw,
            digest: Digest(of: bytes),
            documents: [],
            layers: [Recipe.Base.Layer(digest: Digest(of: bytes), size: Int64(bytes.count))],
            packages: [.init(name: "bash", version: "5", architecture: "amd64")],
            newest: Timestamp(seconds: 0)
        )
    }

    /// A version, and one that is laid over it.
    private static func pair(_ session: Session) throws -> (lower: ImageVersion, upper: ImageVersion) {
        (
            try add("lower", session, bytes, recipe("lower")),
            try add("upper", session, [4], recipe("upper", over: base(bytes)))
        )
    }

    private static func delete(_ names: String..., in session: Session) async throws {
        let plan = try await session.images.planDeletion(
            try names.map { try ImageReference(parsing: $0) },
            where: nil
        )
        for version in plan.versions { try await session.images.delete(version, of: plan) }
    }

    @Test func `a base may be evicted when its recipe makes it again, and the site is whole`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let (lower, upper) = try Self.pair(session)
            for version in [lower, upper] {
                _ = try await session.rebuilding.evict(version, isProving: false) { _ in }
            }
            #expect(try !session.services().store.contains(Digest(of: Self.bytes)))
            #expect(try await session.checkSite(isDeep: true) { _ in }.rows == [])
        }
    }

    @Test func `the bytes of a base that is deleted stay for what is laid over it`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            _ = try Self.pair(session)
            try await Self.delete("lower:1", in: session)
            _ = try await session.collect(grace: TimeSpan(seconds: 0), .real) { _ in }
            #expect(try session.services().store.contains(Digest(of: Self.bytes)))
            try await Self.delete("upper:1", in: session)
            _ = try await session.collect(grace: TimeSpan(seconds: 0), .real) { _ in }
            #expect(try !session.services().store.contains(Digest(of: Self.bytes)))
        }
    }

    @Test func `a base whose bytes are evicted is not deleted before what is laid over it`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let (lower, _) = try Self.pair(session)
            _ = try await session.rebuilding.evict(lower, isProving: false) { _ in }
            let error = await #expect(throws: FGError.self) { try await Self.delete("lower:1", in: session) }
            #expect(error?.code == .conflict)
            #expect(error?.message == "tests/upper:1 is laid over tests/lower:1, whose bytes are evicted")
            try await Self.delete("lower:1", "upper:1", in: session)
            #expect(try session.services().catalog.generatedVersions().isEmpty)
        }
    }

    @Test func `what is laid over bytes that nothing makes again is not evicted`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let (lower, upper) = try Self.pair(session)
            try await Self.delete("lower:1", in: session)
            try session.services().store.remove(Digest(of: Self.bytes))
            let error = await #expect(throws: FGError.self) {
                _ = try await session.rebuilding.evict(upper, isProving: false) { _ in }
            }
            #expect(error?.code == .corrupt)
            withExtendedLifetime(lower) {}
        }
    }

    @Test func `a catalog that is made anew has an evicted base and what is laid over it`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let (lower, upper) = try Self.pair(session)
            for version in [upper, lower] {
                _ = try await session.rebuilding.evict(version, isProving: false) { _ in }
            }
            for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
                try (folder / "site" / name).removeFile()
            }
            let again = try Self.session(folder)
            let rows = try await again.rebuild(.real) { _ in }.rows
            #expect(rows.map { $0[0] } == [.text("tests/lower:1"), .text("tests/upper:1")])
            #expect(
                rows.allSatisfy { $0[3] == .text("restored without its bytes, which its recipe makes again") }
            )
        }
    }

    @Test func `only a verified version is a base, and the line that names another says so`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            _ = try Self.pair(session)
            let resolution = try TemplateResolver.resolve(
                [try TemplateLevel(parsing: "template a {\n base image lower\n}", name: "t.fg", folder: "/")],
                arguments: [:]
            )
            do {
                _ = try await session.generation.pinnedBase(of: resolution, refreshing: false) { _ in }
                Issue.record("a version that is not verified is a base")
            } catch {
                #expect("\(error)".contains("tests/lower:1 is built, and only a verified version is a base"))
            }
        }
    }

    @Test func `the packages of a recipe are those of its base and the new ones, each once`() {
        var recipe = Self.recipe("a", over: Self.base(Self.bytes))
        recipe.base?.packages.append(.init(name: "libc6", version: "1", architecture: "amd64"))
        recipe.packages = [
            Recipe.Package(
                name: "libc6",
                version: "2",
                architecture: "amd64",
                digest: Digest(of: "libc6"),
                size: 1,
                uri: "http://127.0.0.1/libc6.deb",
                isEssential: false,
                isRequested: false
            )
        ]
        #expect(recipe.contents.map { "\($0.name) \($0.version)" } == ["bash 5", "libc6 2"])
        #expect(recipe.inputs == [Digest(of: Self.bytes), Digest(of: "libc6")])
    }
}
