import FGCore
import FGLanguage

/// The fields of the rows of a bulk change.
enum BulkFields {
    /// Those of a change of things of a kind, such as `image`.
    static func of(_ noun: String, results: [String] = ["deleted", "failed"]) -> [FieldSpecification] {
        [
            FieldSpecification(noun, .text, "which one"),
            FieldSpecification("result", .text, "what became of it", values: results),
            FieldSpecification("reason", .text, "why it failed"),
        ]
    }
}

/// A change of several things, one after the other; one that fails does not keep the others from theirs.
struct BulkChange<Item: Sendable> {
    let items: [Item]
    /// The column that names the things.
    let noun: String
    let name: (Item) -> Value
    /// Whether there is a row for one thing alone.
    var showsOne = true

    /// Changes everything and gives a row for each: its name, what became of it, and why it failed.
    ///
    /// - Throws: `PartialFailure` when some failed or the rest was not begun; for one thing the error itself.
    func run(_ change: (Item) async throws -> String) async throws -> Value {
        var rows: [[Value]] = []
        var failures = 0
        for item in items {
            do {
                try Task.checkCancellation()
                rows.append([name(item), .text(try await change(item)), .null])
            } catch is CancellationError where items.count > 1 {
                let message = "interrupted after \(rows.count) of \(items.count)"
                throw PartialFailure(table(rows), FGError(.cancelled, message))
            } catch let error as FGError where items.count > 1 {
                failures += 1
                rows.append([name(item), .text("failed"), .text(error.message)])
            }
        }
        guard failures == 0 else {
            throw PartialFailure(table(rows), FGError(.failed, "\(failures) of \(items.count) failed"))
        }
        return items.count == 1 && !showsOne ? .null : table(rows)
    }

    private func table(_ rows: [[Value]]) -> Value {
        .table(Table(columns: [noun, "result", "reason"].map { Table.Column($0) }, rows: rows))
    }
}
