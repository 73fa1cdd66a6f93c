import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image rename`: another name in the same project.
    static let imageRename = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "rename",
            arguments: [
                ArgumentSpecification("image", .image, summary: "which image"),
                ArgumentSpecification("name", .newName, summary: "its new name"),
            ],
            effect: .changes,
            summary: "give an image another name"
        )
    ) { invocation, context in
        try await context.session.images.rename(
            try ImageReference(parsing: invocation.text("image")),
            to: try invocation.text("name")
        )
        return .null
    }
}
