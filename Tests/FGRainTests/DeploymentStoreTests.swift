import FGCore
import FGDatabase
import FGRain
import Testing

struct DeploymentStoreTests {
    @Test(arguments: DeploymentState.allCases, DeploymentState.allCases)
    func `only the steps of the table are taken`(from: DeploymentState, to: DeploymentState) throws {
        let folder = try TemporaryFolder()
        let database = try Database(folder.path / "d.sqlite")
        let store = DeploymentStore(database: database)
        try store.migrate()
        let id = try store.add(
            version: 1,
            image: "a/b:1",
            target: "local",
            owner: "ada",
            login: nil,
            processors: 1,
            memory: ByteCount(1 << 30),
            time: Timestamp(seconds: 0)
        )
        try database.write {
            _ = try $0.run("UPDATE deployments SET state = ? WHERE id = ?", from.rawValue, id)
        }
        if from.successors.contains(to) {
            try store.move(id, from: from, to: to, reason: "why")
            #expect(try store.deployment(id).state == to)
        } else {
            #expect(throws: FGError.self) { try store.move(id, from: from, to: to) }
            #expect(try store.deployment(id).state == from)
        }
    }
}
