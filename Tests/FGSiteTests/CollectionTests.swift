import FGCore
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

    @Test func `bytes of a deleted image are condemned, then deleted; those of others stay`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try await Self.add("a", session, folder)
            try await Self.add("b", session, folder)
            #expect(try await Self.states(session, grace: 0, .real) == [])
            try await session.images.delete(ImageReference(parsing: "a"))
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
            try await session.images.delete(ImageReference(parsing: "a"))
            #expect(try await Self.states(session, grace: 3600, .real).count == 2)
            try await Self.add("a", session, folder)
            // The manifest of the deleted version is another one.
            #expect(try await Self.states(session, grace: 0, .real).count <= 1)
            #expect(try await session.checkSite(isDeep: true) { _ in }.rows == [])
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
}
