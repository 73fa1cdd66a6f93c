import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image delete`: an image with its versions, or one version.
    static let imageDelete = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "delete",
            arguments: [ArgumentSpecification("image", .image, summary: "which image or version")],
            options: [
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print what would go"),
            ],
            results: [.nothing(), .rows(ImageFields.rows, "with --dry-run")],
            effect: .destroys,
            summary: "delete an image, or one version of it"
        )
    ) { invocation, context in
        let image = try ImageReference(parsing: invocation.text("image"))
        let plan = try await context.session.images.planDeletion(image)
        if context.isDryRun(invocation) { return .table(plan) }
        try await context.confirm(plan, of: "delete \(image)", isConfirmed: invocation.flag("yes"))
        try await context.session.images.delete(image)
        return .null
    }
}
