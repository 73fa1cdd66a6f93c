import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `operation show`: one operation with its result.
    static let operationShow = Command(
        signature: CommandSignature(
            noun: "operation",
            verb: "show",
            arguments: [ArgumentSpecification("operation", .integer(1...Int64.max), summary: "its number")],
            fields: OperationFields.shown,
            results: [.record(OperationFields.shown)],
            effect: .reads,
            summary: "show an operation, with its result or why it failed"
        )
    ) { invocation, context in
        .record(try await context.session.operations.show(try invocation.integer("operation")))
    }
}
