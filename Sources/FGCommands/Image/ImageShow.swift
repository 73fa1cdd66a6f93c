import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image show`: all that is known of one version.
    static let imageShow = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "show",
            arguments: [.selectedImage],
            fields: ImageFields.shown,
            results: [.record(ImageFields.shown)],
            effect: .reads,
            summary: "show everything known of an image"
        )
    ) { invocation, context in
        let image = try context.image(invocation)
        return .record(try await context.session.images.show(image))
    }
}
