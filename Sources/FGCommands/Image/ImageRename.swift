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
            options: [
                OptionSpecification("dry-run", summary: "check the new name, and print what it would be")
            ],
            results: [.nothing(), .text("with --dry-run")],
            effect: .changes,
            summary: "give an image another name"
        )
    ) { invocation, context in
        let name = try await context.session.images.rename(
            try ImageReference(parsing: invocation.text("image")),
            to: try invocation.text("name"),
            context.execution(invocation)
        )
        return context.isDryRun(invocation) ? .text(name) : .null
    }
}
