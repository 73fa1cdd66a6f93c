import FGAccounting
import FGCore
import FGDatabase
import Testing

struct UsageLedgerTests {
    @Test func `uses are kept newest first and summed up`() throws {
        let folder = try TemporaryFolder()
        let ledger = UsageLedger(database: try Database(folder.path / "l.sqlite"))
        try ledger.migrate()
        for (second, kind) in [(Int64(1), UsageEvent.Kind.generate), (2, .verify), (3, .verify)] {
            try ledger.add(
                UsageEvent(
                    kind: kind,
                    user: "ada",
                    project: "ada",
                    image: "ada/x:1",
                    imageID: 7,
                    time: Timestamp(seconds: second),
                    milliseconds: 10,
                    bytes: 5,
                    outcome: "done",
                    detail: ""
                )
            )
        }
        #expect(try ledger.events(ofImage: 7).map(\.time.seconds) == [3, 2, 1])
        #expect(try ledger.events(ofImage: 8).isEmpty)
        let summary = try ledger.summary()
        #expect(summary.map(\.kind) == ["generate", "verify"])
        #expect(summary.last?.count == 2)
        #expect(summary.last?.bytes == 10)
        #expect(summary.last?.last == Timestamp(seconds: 3))
    }
}
