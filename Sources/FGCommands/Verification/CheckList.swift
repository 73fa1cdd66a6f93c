import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `check list`: the verifier's checks.
    static let checkList = Command(
        signature: CommandSignature(
            noun: "check",
            verb: "list",
            fields: VerificationFields.checks,
            effect: .reads,
            summary: "list the checks of the verifier"
        )
    ) { _, context in
        .table(context.session.verification.checks())
    }
}
