import FGCatalog
import FGCore
import FGLanguage
import FGStorage
import Testing

@testable import FGSite

/// One version for a condition.
struct FindingTests {
    private static func condition(_ field: String, _ comparison: Condition.Operator, _ value: Value)
        -> Condition
    {
        let operand = Condition.Operand(.literal(value), range: 0..<0)
        return Condition(.comparison(field: field, comparison, operand), range: 0..<0)
    }

    private static func add(_ name: String, project: String, at time: Int64, _ session: Session) throws
        -> ImageVersion
    {
        let services = try session.services()
        let blob = try services.store.ingest(Array(name.utf8))
        return try services.catalog.add(
            Manifest(
                project: project,
                name: name,
                owner: session.user,
                created: Timestamp(seconds: time),
                artifacts: [
                    Manifest.Artifact(role: "base", format: "raw", digest: blob.digest, size: blob.size)
                ]
            )
        )
    }

    @Test func `a deployable version comes first, then the own project's, then the newest`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
            let wanted = Self.condition("size", .greater, .size(ByteCount(0)))
            func found() async throws -> String? { try await session.images.find(where: wanted)?.fullName }
            #expect(try await found() == nil)
            _ = try Self.add("far", project: "other", at: 900, session)
            #expect(try await found() == "other/far:1")
            _ = try Self.add("old", project: "tests", at: 100, session)
            #expect(try await found() == "tests/old:1")
            _ = try Self.add("new", project: "tests", at: 200, session)
            #expect(try await found() == "tests/new:1")
            let verified = try Self.add("sure", project: "other", at: 50, session)
            try session.services().catalog.move(verified.id, from: .built, to: .verified, reason: nil)
            #expect(try await found() == "other/sure:1")
            let nothing = Self.condition("name", .equal, .text("nothing"))
            #expect(try await session.images.find(where: nothing) == nil)
        }
    }
}
