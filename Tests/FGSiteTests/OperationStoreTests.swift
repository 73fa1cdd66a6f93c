import FGCore
import FGDatabase
import Testing

@testable import FGSite

struct OperationStoreTests {
    private static let time = Timestamp(seconds: 1_800_000_000)

    private static func withStore(_ body: (OperationStore, Int64) throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let store = OperationStore(database: try Database(folder / "site.sqlite"))
            try store.migrate()
            let id = try store.add(statement: "verify a", owner: "ada", process: 7, lock: "a", time: time)
            try body(store, id)
        }
    }

    @Test func `an operation moves only along its table, from the state that it is in`() async throws {
        for from in OperationState.allCases {
            for to in OperationState.allCases {
                try await Self.withStore { store, id in
                    if from != .running {
                        try store.move(id, from: .running, to: from, status: 0, at: Self.time)
                    }
                    if from.successors.contains(to) {
                        try store.move(id, from: from, to: to, status: 0, at: Self.time)
                        #expect(try store.operation(id).state == to)
                    } else {
                        #expect(throws: FGError.self) {
                            try store.move(id, from: from, to: to, status: 0, at: Self.time)
                        }
                        #expect(try store.operation(id).state == from)
                    }
                }
            }
        }
    }

    @Test func `only one of two that end an operation does`() async throws {
        try await Self.withStore { store, id in
            try store.move(id, from: .running, to: .done, status: 0, result: "fine", at: Self.time)
            #expect(throws: FGError.self) {
                try store.move(id, from: .running, to: .lost, status: 1, at: Self.time)
            }
            #expect(try store.operation(id).result == "fine")
        }
    }

    @Test func `only what runs can be wanted to end`() async throws {
        try await Self.withStore { store, id in
            #expect(try store.wantCancel(of: id))
            #expect(try store.operation(id).isCancelWanted)
            try store.move(id, from: .running, to: .cancelled, status: 130, at: Self.time)
            #expect(try !store.wantCancel(of: id))
        }
    }

    @Test func `the result that is kept is bounded`() async throws {
        try await Self.withStore { store, id in
            let text = String(repeating: "x", count: 1 << 20)
            try store.move(id, from: .running, to: .done, status: 0, result: text, at: Self.time)
            #expect(try store.operation(id).result?.utf8.count == 64 << 10)
        }
    }
}
