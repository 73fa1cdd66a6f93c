import FGCatalog
import FGCore
import FGGenerator
import FGLanguage
import FGStorage
import Testing

@testable import FGSite

/// Versions whose bytes go while their recipes stay.
struct EvictionTests {
    private static func session(_ folder: FilePath) throws -> Session {
        try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
    }

    /// A version with a recipe that needs one package, which is in the store; its bytes are invented.
    private static func add(
        _ name: String,
        _ session: Session,
        bytes: [UInt8] = [1, 2, 3],
        change: (inout ResolvedTemplate) -> Void = { _ in }
    ) throws -> ImageVersion {
        let services = try session.services()
        let package = try services.store.ingest(Array("package of \(name)".utf8))
        var template = ResolvedTemplate(name: name, os: "debian", release: "bookworm", architecture: "amd64")
        change(&template)
        let recipe = Recipe(
            template: template,
            templateDigest: Digest(of: name),
            packages: [
                Recipe.Package(
                    name: "p",
                    version: "1",
                    architecture: "amd64",
                    digest: package.digest,
                    size: package.size,
                    uri: "http://127.0.0.1/p.deb",
                    isEssential: false,
                    isRequested: true
                )
            ],
            indexes: [],
            sources: [],
            epoch: Timestamp(seconds: 0),
            tools: [:]
        )
        let base = try services.store.ingest(bytes)
        var manifest = Manifest(
            project: "tests",
            name: name,
            owner: session.user,
            created: session.now,
            artifacts: [Manifest.Artifact(role: "base", format: "raw", digest: base.digest, size: base.size)]
        )
        manifest.recipe = try services.store.ingest(try CanonicalJSON.encode(recipe)).digest
        return try services.catalog.add(manifest)
    }

    private static func proven(_ version: ImageVersion, _ session: Session) throws -> ImageVersion {
        let catalog = try session.services().catalog
        try catalog.noteRebuild(version.id, at: session.now, milliseconds: 25_400)
        return try catalog.version(id: version.id)
    }

    private static func evict(_ version: ImageVersion, _ session: Session) async throws -> ByteCount {
        try await session.rebuilding.evict(version, isProving: false) { _ in }
    }

    @Test func `an evicted version loses its bytes and nothing else, and the site is whole`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let version = try Self.proven(Self.add("a", session), session)
            let store = try session.services().store
            let before = try store.digests().count
            #expect(try await Self.evict(version, session).bytes > 0)
            #expect(try store.digests().count == before - 1)
            #expect(try await session.checkSite(isDeep: true) { _ in }.rows == [])
            #expect(try await session.collect(grace: TimeSpan(seconds: 0), .real) { _ in }.rows == [])
            let shown = try await session.images.show(ImageReference(parsing: "a"))
            let bytes = shown.fields.first { $0.name == "bytes" }?.value.literal
            #expect(bytes?.hasSuffix(" of recipe, 3 B on demand, about 25 s") == true, "\(bytes ?? "")")
            #expect(shown.fields.first { $0.name == "evicted" }?.value != .null)
        }
    }

    @Test func `what a step with network made stays, and image show says so`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let impure = try Self.proven(
                Self.add("a", session) {
                    $0.run = ["true", "curl example.org"]
                    $0.networkRuns = [1]
                },
                session
            )
            let error = await #expect(throws: FGError.self) { try await Self.evict(impure, session) }
            #expect(
                error?.message == "the bytes of \(impure.fullName) cannot be made again: "
                    + "the step run \"curl example.org\" had the network"
            )
            #expect(try session.services().store.contains(Digest(of: [1, 2, 3])))
            let pure = try Self.proven(Self.add("b", session, bytes: [4]), session)
            let operand = Condition.Operand(.literal(.text("none")), range: 0..<0)
            let all = Condition(.comparison(field: "name", .notEqual, operand), range: 0..<0)
            let plan = try await session.rebuilding.planEviction([], where: all)
            #expect(plan.versions.map(\.id) == [pure.id])
            for (name, expected) in [("a", false), ("b", true)] {
                let shown = try await session.images.show(ImageReference(parsing: name))
                #expect(shown.fields.first { $0.name == "reproducible" }?.value == .bool(expected))
            }
        }
    }

    @Test func `what no rebuild has proven stays`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let version = try Self.add("a", session)
            await #expect(throws: FGError.self) { try await Self.evict(version, session) }
            #expect(try session.services().store.contains(Digest(of: [1, 2, 3])))
        }
    }

    @Test func `an imported image stays, and so does one that is evicted already`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try (folder / "i.raw").write([UInt8](repeating: 5, count: 1 << 16))
            let request = ImageImportRequest(file: folder / "i.raw", name: "i", expected: nil, format: nil)
            _ = try await session.images.importImage(request) { _ in }
            let imported = try session.services().catalog.resolve(
                ImageReference(parsing: "i"),
                project: "tests"
            )
            await #expect(throws: FGError.self) { try await Self.evict(imported, session) }
            let version = try Self.proven(Self.add("a", session), session)
            _ = try await Self.evict(version, session)
            await #expect(throws: FGError.self) { try await Self.evict(version, session) }
        }
    }

    @Test func `a stored form that is lost is forgotten: it is made of the base when somebody wants it`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let services = try session.services()
            let version = try Self.add("a", session, bytes: [UInt8](repeating: 1, count: 1 << 20))
            let form = try services.store.ingest(Array("a form of older times".utf8))
            try services.catalog.add(
                Manifest.Artifact(role: "derived", format: "qcow2", digest: form.digest, size: form.size),
                to: version.id
            )
            try services.store.remove(form.digest)
            #expect(try await session.checkSite(isDeep: false) { _ in }.rows.count == 1)
            #expect(try await session.rebuilding.bringBack(version) { _ in })
            #expect(try services.catalog.artifacts(of: version.id).map(\.format) == ["raw"])
            #expect(try await session.checkSite(isDeep: false) { _ in }.rows == [])
            let exporter = ArtifactExporter(folder, session: session, image: "a")
            let made = try await exporter.export("qcow2", as: "new.qcow2")
            #expect(made.content == Digest(of: [UInt8](repeating: 1, count: 1 << 20)))
        }
    }

    @Test func `bytes that another version has stay for it`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let first = try Self.proven(Self.add("a", session), session)
            let second = try Self.proven(Self.add("b", session), session)
            #expect(try await Self.evict(first, session).bytes == 0)
            #expect(try session.services().store.contains(Digest(of: [1, 2, 3])))
            #expect(try await session.checkSite(isDeep: true) { _ in }.rows == [])
            #expect(try await Self.evict(second, session).bytes > 0)
        }
    }

    @Test func `the site check tells when what an evicted version is made from is lost`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let version = try Self.proven(Self.add("a", session), session)
            _ = try await Self.evict(version, session)
            try session.services().store.remove(Digest(of: "package of a"))
            let rows = try await session.checkSite(isDeep: false) { _ in }.rows
            #expect(rows.map { $0[1] } == [.text("tests/a:1 recipe")])
        }
    }

    @Test func `a version whose recipe lost a package is not evicted`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let version = try Self.proven(Self.add("a", session), session)
            try session.services().store.remove(Digest(of: "package of a"))
            await #expect(throws: FGError.self) { try await Self.evict(version, session) }
            #expect(try session.services().catalog.version(id: version.id).evicted == nil)
        }
    }

    @Test func `a catalog made anew from the store has evicted versions too`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let version = try Self.proven(Self.add("a", session), session)
            _ = try await Self.evict(version, session)
            for ending in ["", "-wal", "-shm"] {
                try FilePath(session.location.database.string + ending).removeFile()
            }
            let anew = try Self.session(folder)
            let rows = try await anew.rebuild(.real) { _ in }.rows
            #expect(rows.map { $0[3] } == [.text("restored without its bytes, which its recipe makes again")])
            let restored = try anew.services().catalog.resolve(ImageReference(parsing: "a"), project: "tests")
            #expect(restored.evicted != nil)
            #expect(try await anew.checkSite(isDeep: true) { _ in }.rows == [])
        }
    }
}
