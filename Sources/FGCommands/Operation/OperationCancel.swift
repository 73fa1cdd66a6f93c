import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `operation cancel`: ends operations of any shell of the site.
    static let operationCancel = Command(
        signature: CommandSignature(
            noun: "operation",
            verb: "cancel",
            arguments: [
                ArgumentSpecification(
                    "operations",
                    .integer(1...Int64.max),
                    .oneOrMore,
                    summary: "their numbers"
                )
            ],
            options: [
                OptionSpecification("yes", summary: "do not ask"),
                OptionSpecification("dry-run", summary: "print what would be cancelled"),
            ],
            fields: OperationFields.cancelled,
            results: [.rows(OperationFields.cancelled), .rows(OperationFields.all, "with --dry-run")],
            effect: .changes,
            summary: "end operations, whichever shell runs them"
        )
    ) { invocation, context in
        let numbers = try invocation.integers("operations")
        let operations = context.session.operations
        if context.isDryRun(invocation) {
            for number in numbers { try await operations.cancel(number, .rehearsal) }
            return .table(try await operations.planCancelling(numbers))
        }
        if numbers.count > 1 {
            try await context.confirm(
                try await operations.planCancelling(numbers),
                of: "cancel \(numbers.count) operations",
                isConfirmed: invocation.flag("yes")
            )
        }
        return try await BulkChange(items: numbers, noun: "operation", name: { .integer($0) }).run {
            try await operations.cancel($0, .real)
            return "cancelling"
        }
    }
}
