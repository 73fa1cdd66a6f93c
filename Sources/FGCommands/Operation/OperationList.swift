import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `operation list`: the long work of the site.
    static let operationList = Command(
        signature: CommandSignature(
            noun: "operation",
            verb: "list",
            options: [OptionSpecification("all", summary: "those that ended more than a day ago, too")],
            fields: OperationFields.all,
            effect: .reads,
            summary: "list the long work that runs, or ended lately"
        )
    ) { invocation, context in
        .table(try await context.session.operations.list(all: invocation.flag("all")))
    }
}
