import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `operation wait`: until operations end.
    static let operationWait = Command(
        signature: CommandSignature(
            noun: "operation",
            verb: "wait",
            arguments: [
                ArgumentSpecification(
                    "operations",
                    .integer(1...Int64.max),
                    .zeroOrMore,
                    summary: "their numbers; else all of yours that run"
                )
            ],
            fields: OperationFields.all,
            effect: .reads,
            summary: "wait until operations end"
        )
    ) { invocation, context in
        let (rows, status) = try await context.session.operations.wait(invocation.integers("operations"))
        guard status == 0 else {
            let code = FGError.Code.all.first { $0.exitStatus == status } ?? .failed
            let failed = rows.rows.filter { $0[1] != .text("done") }
            let names = failed.map { "operation \($0[0].literal) \($0[1].literal)" }
            throw FGError(
                code,
                "\(failed.count) of \(rows.rows.count) failed: \(names.joined(separator: ", "))",
                hint: "operation show NUMBER says why"
            )
        }
        return .table(rows)
    }
}
