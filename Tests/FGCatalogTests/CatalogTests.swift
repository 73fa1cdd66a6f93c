import FGCatalog
import FGCore
import FGDatabase
import FGStorage
import Testing

struct CatalogTests {
    private let fixture: CatalogFixture
    private var catalog: Catalog { fixture.catalog }

    init() throws {
        fixture = try CatalogFixture()
    }

    private func resolve(_ text: String, project: String = "ada") throws -> String {
        try catalog.resolve(ImageReference(parsing: text), project: project).fullName
    }

    @Test func `versions are numbered from one and numbers are never used again`() throws {
        try fixture.add("mpi")
        let second = try fixture.add("mpi", content: "other")
        try catalog.delete(second)
        #expect(try fixture.add("mpi").fullName == "ada/mpi:3")
        #expect(try fixture.names(where: "name == mpi") == ["mpi:3"])
        #expect(try fixture.names(where: "name == mpi", extent: .all) == ["mpi:3", "mpi:1"])
    }

    @Test func `a version whose bytes are not stored is refused`() throws {
        let error = #expect(throws: FGError.self) {
            try fixture.add("x") { $0.artifacts[0].digest = Digest(of: "not stored") }
        }
        #expect(error?.code == .corrupt)
    }

    @Test func `a name means the newest deployable version, else the newest`() throws {
        let first = try fixture.add("mpi")
        try fixture.add("mpi", content: "other")
        #expect(try resolve("mpi") == "ada/mpi:2")
        try catalog.move(first.id, from: .built, to: .verified, reason: nil)
        #expect(try resolve("mpi") == "ada/mpi:1")
        #expect(try resolve("mpi:2") == "ada/mpi:2")
        #expect(try resolve("sha256:" + first.manifest.short) == "ada/mpi:1")
    }

    @Test func `a name is looked up in the own project, then elsewhere, and ambiguity lists the candidates`()
        throws
    {
        try fixture.add("mpi", project: "bob")
        #expect(try resolve("mpi") == "bob/mpi:1")
        try fixture.add("mpi", project: "eve")
        let error = #expect(throws: FGError.self) { try resolve("mpi") }
        #expect(error?.hint == "write one of bob/mpi, eve/mpi")
        #expect(try resolve("eve/mpi") == "eve/mpi:1")
        try fixture.add("mpi")
        #expect(try resolve("mpi") == "ada/mpi:1")
    }

    @Test func `a mistyped name gets a suggestion`() throws {
        try fixture.add("mpi-node")
        let error = #expect(throws: FGError.self) { try resolve("mpi-nod") }
        #expect(error?.code == .notFound)
        #expect(error?.hint == "did you mean mpi-node?")
    }

    @Test(arguments: VersionState.allCases, VersionState.allCases)
    func `only the steps of the table are taken`(from: VersionState, to: VersionState) throws {
        let version = try fixture.add("x")
        if from != .built { try catalog.move(version.id, from: .built, to: from, reason: nil) }
        if from.successors.contains(to) {
            try catalog.move(version.id, from: from, to: to, reason: "why")
            #expect(try catalog.version(id: version.id).state == to)
        } else {
            #expect(throws: FGError.self) { try catalog.move(version.id, from: from, to: to, reason: nil) }
            #expect(try catalog.version(id: version.id).state == from)
        }
    }

    @Test func `a step from a state that is no longer there is a conflict`() throws {
        let version = try fixture.add("x")
        try catalog.move(version.id, from: .built, to: .rejected, reason: nil)
        let error = #expect(throws: FGError.self) {
            try catalog.move(version.id, from: .built, to: .verified, reason: nil)
        }
        #expect(error?.code == .conflict)
    }

    @Test(arguments: [
        ("package openmpi", ["a:1", "b:1"]), ("package openmpi >= 4.1.4-3", ["b:1"]),
        ("package openmpi < 4.1.4-3 and arch == amd64", ["a:1"]), ("package none", []),
        ("not package openmpi", ["c:1"]), ("tag == course", ["a:1"]), ("tag != course", ["b:1", "c:1"]),
        ("verified", ["c:1"]), ("not verified", ["a:1", "b:1"]), ("size == 4B", ["a:1", "b:1", "c:1"]),
        ("release == bookworm", ["a:1"]), ("release != bookworm", []),
        ("not release == bookworm", ["b:1", "c:1"]),
        ("kernel > 6.1.9", ["a:1"]), ("created < 1d", ["a:1", "b:1", "c:1"]), ("created > 1d", []),
        ("used > 0s", []), ("name in (a, c)", ["a:1", "c:1"]), ("name ~ [a-z]", []),
        ("owner == me", ["a:1", "b:1", "c:1"]),
        ("property.course == mpi", ["b:1"]), ("verified == false and uses == 0", ["a:1", "b:1"]),
    ])
    func `conditions find images`(condition: String, expected: [String]) throws {
        let first = try fixture.add("a", packages: ["openmpi": "4.1.4-2"]) {
            $0.release = "bookworm"
            $0.kernel = "6.1.10"
        }
        try fixture.add("b", packages: ["openmpi": "4.1.4-3"]) { $0.properties = ["course": "mpi"] }
        let third = try fixture.add("c", packages: ["gcc": "12"])
        _ = try catalog.tag(first.imageID, adding: ["course"], removing: [])
        try catalog.move(third.id, from: .built, to: .verified, reason: nil)
        #expect(try fixture.names(where: condition) == expected)
    }

    @Test func `a difference names packages added, removed and changed`() throws {
        let old = try fixture.add("x", packages: ["a": "1", "b": "1"])
        let new = try fixture.add("x", packages: ["b": "2", "c": "1"], content: "larger disk")
        let lines = try catalog.difference(from: old, to: new).lines.map {
            "\($0.change) \($0.kind) \($0.name)"
        }
        #expect(
            lines == [
                "changed size base", "removed package a:amd64", "changed package b:amd64",
                "added package c:amd64",
            ]
        )
    }

    @Test func `renaming keeps the versions and refuses a taken name`() throws {
        let version = try fixture.add("a")
        try fixture.add("b")
        try catalog.rename(version.imageID, to: "c")
        #expect(try resolve("c") == "ada/c:1")
        let error = #expect(throws: FGError.self) { try catalog.rename(version.imageID, to: "b") }
        #expect(error?.code == .exists)
    }

    @Test func `versions added at once get different numbers`() async throws {
        let fixture = fixture
        let numbers = try await withThrowingTaskGroup { group in
            for index in 0..<16 {
                let other = Catalog(
                    database: try Database(fixture.folder.path / "catalog.sqlite"),
                    store: fixture.catalog.store
                )
                let blob = try fixture.catalog.store.ingest(Array("\(index)".utf8))
                group.addTask {
                    try other.add(
                        Manifest(
                            project: "ada",
                            name: "x",
                            owner: "ada",
                            created: CatalogFixture.now,
                            artifacts: [
                                Manifest.Artifact(role: "base", format: "raw", digest: blob.digest, size: 1)
                            ]
                        )
                    ).number
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(numbers == Set(1...16))
    }

    @Test func `a template gets a new revision only when it changed`() throws {
        func save(_ text: String) throws -> Int {
            let draft = TemplateDraft(name: "t", text: text, folder: "/", summary: "")
            let saved = try catalog.save([draft], owner: "ada", project: "ada", time: CatalogFixture.now)
            return try #require(saved.first).revision
        }
        #expect(try [save("a"), save("a"), save("b")] == [1, 1, 2])
        #expect(try catalog.template("t", revision: 1).text == "a")
        #expect(throws: FGError.self) { try catalog.template("t", revision: 3) }
    }

    @Test func `a rehearsal gives what a change would give and changes nothing`() throws {
        let image = try fixture.add("x").imageID
        #expect(try catalog.tag(image, adding: ["mpi"], removing: [], .rehearsal) == ["mpi"])
        #expect(try catalog.set(["course": "hpc"], of: image, .rehearsal) == ["course": "hpc"])
        try catalog.rename(image, to: "y", .rehearsal)
        #expect(try catalog.versions(of: image).map(\.name) == ["x"])
        #expect(try catalog.tag(image, adding: [], removing: []) == [])
        #expect(try catalog.properties(of: image) == [:])
    }

    @Test func `properties are set, found and removed`() throws {
        let image = try fixture.add("x").imageID
        try fixture.add("y")
        #expect(try catalog.set(["course": "hpc-101", "a.b": "1"], of: image).count == 2)
        #expect(try fixture.names(where: "property.course == hpc-101") == ["x:1"])
        #expect(try catalog.set(["a.b": ""], of: image) == ["course": "hpc-101"])
        #expect(throws: FGError.self) { try catalog.set(["a.b": ""], of: image) }
        #expect(throws: FGError.self) { try catalog.set(["1 x": "y"], of: image) }
    }

    @Test func `the images of a parent template are found, and their parent is named`() throws {
        let parent = try fixture.add("base") {
            $0.template = "base:1"
            $0.lineage = ["base:1"]
        }
        let child = try fixture.add("node", content: "other") {
            $0.template = "node:1"
            $0.lineage = ["node:1", "base:1"]
            $0.parent = parent.manifest
        }
        #expect(try fixture.names(where: "lineage == base:1") == ["base:1", "node:1"])
        #expect(try fixture.names(where: "lineage != node:1") == ["base:1"])
        #expect(try catalog.lineage(of: child.id).templates == ["node:1", "base:1"])
        #expect(try catalog.lineage(of: child.id).parent == "ada/base:1")
        #expect(try catalog.newestVersion(madeFrom: "base:1")?.id == parent.id)
    }

    @Test func `a deleted image's numbers are not given again`() throws {
        let first = try fixture.add("x")
        try fixture.add("x", content: "other")
        for version in try catalog.versions(of: first.imageID) { try catalog.delete(version) }
        #expect(try fixture.add("x", content: "third").number == 3)
    }

    @Test func `verdicts of several verifications are one list, the newest of each check`() throws {
        let version = try fixture.add("x")
        func report(_ scope: String, _ checks: [(String, String, String)]) throws {
            let verdicts = checks.map { check, phase, outcome in
                VerdictRecord(
                    check: check,
                    phase: phase,
                    severity: "block",
                    outcome: outcome,
                    evidence: "",
                    time: CatalogFixture.now,
                    milliseconds: 1
                )
            }
            try catalog.addReport(
                on: version.id,
                scope: scope,
                isPassed: true,
                verdicts: verdicts,
                tools: ["e2fsprogs": "1.47.0"],
                user: "ada",
                time: CatalogFixture.now
            )
        }
        try report("full", [("fs.clean", "offline", "fail"), ("boot.login", "boot", "pass")])
        try report("deployed", [("dep.active", "deployed", "pass")])
        try report("offline", [("fs.clean", "offline", "pass")])
        let found = try catalog.verdicts(on: version.id)
        let outcomes = found.map { "\($0.check) \($0.outcome)" }
        #expect(outcomes == ["fs.clean pass", "boot.login pass", "dep.active pass"])
        #expect(found.first?.tools == ["e2fsprogs": "1.47.0"])
    }

    @Test func `the newest verdicts of a version are kept in order`() throws {
        let version = try fixture.add("x")
        for outcome in ["fail", "pass"] {
            let verdict = VerdictRecord(
                check: "fs.clean",
                phase: "offline",
                severity: "block",
                outcome: outcome,
                evidence: "",
                time: CatalogFixture.now,
                milliseconds: 1
            )
            try catalog.addReport(
                on: version.id,
                scope: "full",
                isPassed: outcome == "pass",
                verdicts: [verdict],
                tools: ["e2fsck": "1.47.0"],
                user: "ada",
                time: CatalogFixture.now
            )
        }
        #expect(try catalog.verdicts(on: version.id).map(\.outcome) == ["pass"])
    }
}
