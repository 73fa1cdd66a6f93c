import FGCatalog
import FGCore
import FGDatabase
import Testing

struct ChannelTests {
    private let fixture: CatalogFixture
    private let first: ImageVersion
    private let second: ImageVersion
    private let image: ImageIdentity
    private var catalog: Catalog { fixture.catalog }

    init() throws {
        fixture = try CatalogFixture()
        first = try fixture.add("mpi")
        second = try fixture.add("mpi", content: "other")
        image = try fixture.catalog.image(ImageReference(parsing: "mpi"), project: "ada")
    }

    private func resolve(_ text: String) throws -> String {
        try catalog.resolve(ImageReference(parsing: text), project: "ada").fullName
    }

    @discardableResult
    private func move(_ name: String, _ version: ImageVersion, _ execution: Execution = .real) throws
        -> Channel?
    {
        try catalog.moveChannel(name, to: version, by: "ada", at: CatalogFixture.now, execution)
    }

    @Test func `a channel means the version that it was moved to`() throws {
        #expect(try move("stable", first) == nil)
        #expect(try resolve("mpi@stable") == "ada/mpi:1")
        #expect(try move("stable", second)?.versionName == "ada/mpi:1")
        #expect(try resolve("ada/mpi@stable") == "ada/mpi:2")
        #expect(try catalog.version(id: first.id).channels == [])
        try move("edge", second)
        #expect(try catalog.version(id: second.id).channels == ["edge", "stable"])
    }

    @Test func `a rehearsal says what would be moved or removed and does neither`() throws {
        try move("stable", first)
        #expect(try move("stable", second, .rehearsal)?.version == 1)
        #expect(try catalog.removeChannel("stable", of: image, .rehearsal).version == 1)
        #expect(try resolve("mpi@stable") == "ada/mpi:1")
    }

    @Test func `moving a channel to where it is keeps who moved it and when`() throws {
        try move("stable", first)
        _ = try catalog.moveChannel("stable", to: first, by: "eve", at: Timestamp(seconds: 1_900_000_000))
        let channel = try #require(try catalog.channels(of: .everything, project: "ada").first)
        #expect(channel.user == "ada")
        #expect(channel.moved == CatalogFixture.now)
    }

    @Test func `channels are listed by image and name, those of the own project first`() throws {
        let other = try fixture.add("aaa", project: "aaa")
        for name in ["stable", "edge"] { try move(name, first) }
        try move("old", other)
        let all = try catalog.channels(of: .everything, project: "ada").map(\.fullName)
        #expect(all == ["ada/mpi@edge", "ada/mpi@stable", "aaa/aaa@old"])
        #expect(try catalog.channels(of: .image(other.imageID), project: "ada").map(\.name) == ["old"])
        #expect(try catalog.channels(of: .version(second.id), project: "ada") == [])
    }

    @Test func `an unknown channel is told with the nearest there is`() throws {
        try move("stable", first)
        let mistyped = #expect(throws: FGError.self) { try resolve("mpi@stabel") }
        #expect(mistyped?.message == "ada/mpi has no channel \"stabel\"")
        #expect(mistyped?.hint == "did you mean stable?")
        let removed = #expect(throws: FGError.self) { try catalog.removeChannel("edge", of: image) }
        #expect(removed?.code == .notFound)
    }

    @Test(arguments: ["", "Stable", "a b", "-x", "a/b", String(repeating: "a", count: 65)])
    func `a name that no reference could have is refused`(name: String) throws {
        let error = #expect(throws: FGError.self) { try move(name, first) }
        #expect(error?.code == .invalid)
    }

    @Test func `a version that a channel points at is deleted only with its whole image`() throws {
        try move("stable", first)
        let error = #expect(throws: FGError.self) { try catalog.delete(first) }
        #expect(error?.code == .conflict)
        #expect(error?.message == "the channel ada/mpi@stable points at ada/mpi:1")
        #expect(try resolve("mpi@stable") == "ada/mpi:1")
        for version in [second, first] { try catalog.delete(version, among: [first.id, second.id]) }
        #expect(try catalog.channels(of: .everything, project: "ada") == [])
    }

    @Test func `the last version goes with its channels`() throws {
        try move("stable", first)
        try catalog.delete(second)
        try catalog.delete(first)
        #expect(try catalog.channels(of: .everything, project: "ada") == [])
    }

    @Test func `a channel does not move to a version that was deleted meanwhile`() throws {
        try catalog.delete(first)
        let error = #expect(throws: FGError.self) { try move("stable", first) }
        #expect(error?.code == .notFound)
    }

    @Test func `renaming an image keeps its channels`() throws {
        try move("stable", first)
        try catalog.rename(first.imageID, to: "openmpi")
        #expect(try resolve("openmpi@stable") == "ada/openmpi:1")
    }
}
