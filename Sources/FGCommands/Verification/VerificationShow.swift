import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `verification show`: the newest verdicts of a version.
    static let verificationShow = Command(
        signature: CommandSignature(
            noun: "verification",
            verb: "show",
            arguments: [.selectedImage],
            fields: VerificationFields.verdicts,
            effect: .reads,
            summary: "show the newest verdicts on an image"
        )
    ) { invocation, context in
        .table(try await context.session.verification.verdicts(on: try context.image(invocation)))
    }
}
