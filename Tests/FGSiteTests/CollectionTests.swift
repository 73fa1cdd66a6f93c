import FGCatalog
import FGCore
import FGLanguage
import FGStorage
import Testing

@testable import FGSite

struct CollectionTests {
    private static func session(_ folder: FilePath) throws -> Session {
        try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
    }

    private static func add(_ name: String, _ session: Session, _ folder: FilePath) async throws {
        let file = folder / "\(name).raw"
        try file.write([UInt8](repeating: UInt8(name.utf8.first ?? 0), count: 1 << 16))
        let request = ImageImportRequest(file: file, name: name, expected: nil, format: nil)
        _ = try await session.images.importImage(request) { _ in }
    }

    private static func states(_ session: Session, grace: Int64, _ execution: Execution) async throws
        -> [Value]
    {
        let table = try await session.collect(grace: TimeSpan(seconds: grace), execution) { _ in }
        return table.rows.map { $0[2] }
    }

    private static func delete(_ name: String, _ session: Session) async throws {
        let plan = try await session.images.planDeletion([ImageReference(parsing: name)], where: nil)
        for version in plan.versions { try await session.images.delete(version, of: plan) }
    }

    @Test func `bytes of a deleted image are condemned, then deleted; those of others stay`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try await Self.add("a", session, folder)
            try await Self.add("b", session, folder)
            #expect(try await Self.states(session, grace: 0, .real) == [])
            try await Self.delete("a", session)
            let store = try session.services().store
            let before = try store.digests().count
            #expect(
                try await Self.states(session, grace: 3600, .real) == [
                    .text("condemned"), .text("condemned"),
                ]
            )
            #expect(
                try await Self.states(session, grace: 0, .rehearsal) == [.text("deleted"), .text("deleted")]
            )
            #expect(try store.digests().count == before)
            #expect(try await Self.states(session, grace: 0, .real) == [.text("deleted"), .text("deleted")])
            #expect(try store.digests().count == before - 2)
            #expect(try await session.checkSite(isDeep: true) { _ in }.rows == [])
        }
    }

    @Test func `a new use of the same bytes rescues them`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try await Self.add("a", session, folder)
            try await Self.delete("a", session)
            #expect(try await Self.states(session, grace: 3600, .real).count == 2)
            try await Self.add("a", session, folder)
            // The manifest of the deleted version is another one.
            #expect(try await Self.states(session, grace: 0, .real).count <= 1)
            #expect(try await session.checkSite(isDeep: true) { _ in }.rows == [])
        }
    }

    @Test func `a collection that follows a plan touches nothing else`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let store = try session.services().store
            let grace = TimeSpan(seconds: 0)
            let first = try store.ingest([1, 2, 3])
            let plan = try await session.collect(grace: grace, .rehearsal) { _ in }
            #expect(plan.rows.count == 1)
            let second = try store.ingest([4, 5, 6])
            #expect(try await session.collect(grace: grace, only: plan, .real) { _ in }.rows.count == 1)
            #expect(!store.contains(first.digest))
            #expect(store.contains(second.digest))
        }
    }

    @Test func `a collection waits for an operation that stores bytes`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try await Self.add("a", session, folder)
            let store = try session.services().store
            let blob = try store.ingest([1, 2, 3])
            var hold: FileLock? = try await store.hold()
            let (notes, continuation) = AsyncStream.makeStream(of: String.self)
            let collection = Task {
                try await session.collect(grace: TimeSpan(seconds: 0), .real) { event in
                    if case .note(let text) = event { continuation.yield(text) }
                }
            }
            for await note in notes {
                #expect(note.contains("waiting"))
                break
            }
            #expect(store.contains(blob.digest))
            withExtendedLifetime(hold) {}
            hold = nil
            #expect(try await collection.value.rows.count == 1)
            #expect(!store.contains(blob.digest))
        }
    }

    @Test func `a catalog that was lost comes back from the store`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            for name in ["a", "b", "a"] { try await Self.add(name, session, folder) }
            let catalog = session.location.database
            for ending in ["", "-wal", "-shm"] { try FilePath(catalog.string + ending).removeFile() }

            let again = try Self.session(folder)
            #expect(try await again.images.list(where: nil, versions: .all).rows.isEmpty)
            #expect(try await again.rebuild(.rehearsal) { _ in }.rows.count == 3)
            #expect(
                try await again.rebuild(.real) { _ in }.rows.map { $0[3] }
                    == Array(repeating: .text("restored"), count: 3)
            )
            let rows = try await again.images.list(where: nil, versions: .all).rows
            #expect(rows.map { $0[0].literal + ":" + $0[1].literal } == ["a:2", "a:1", "b:1"])
            #expect(try await again.rebuild(.real) { _ in }.rows.isEmpty)
            #expect(try await again.checkSite(isDeep: true) { _ in }.rows == [])
            try await Self.add("b", again, folder)
            #expect(try await again.images.list(where: nil, versions: .newest).rows.count == 2)
        }
    }
}
