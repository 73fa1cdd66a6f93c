import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image history`: what happened with an image.
    static let imageHistory = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "history",
            arguments: [.selectedImage],
            fields: UsageFields.events,
            effect: .reads,
            summary: "list who generated, verified, deployed an image, and when"
        )
    ) { invocation, context in
        .table(try await context.session.usage.history(of: try context.image(invocation)))
    }
}
