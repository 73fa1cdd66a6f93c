import FGCatalog
import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image delete`: images with their versions, or single versions.
    static let imageDelete = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "delete",
            arguments: [
                ArgumentSpecification("images", .image, .zeroOrMore, summary: "which images or versions")
            ],
            options: [
                OptionSpecification("yes", summary: "do not ask"),
                OptionSpecification("dry-run", summary: "print what would go"),
            ],
            results: [
                .nothing(), .rows(BulkFields.of("image"), "for several versions"),
                .rows(ImageFields.rows, "with --dry-run"),
            ],
            conditionFields: ImageFields.all,
            effect: .destroys,
            summary: "delete images, versions of them, or every version that a condition holds for"
        )
    ) { invocation, context in
        let images = context.session.images
        let references = try invocation.texts("images").map { try ImageReference(parsing: $0) }
        let plan = try await images.planDeletion(references, where: invocation.condition)
        if context.isDryRun(invocation) { return .table(plan.rows) }
        let count = plan.versions.count
        let action =
            references.count == 1
            ? "delete \(references[0])" : "delete \(count) version\(count == 1 ? "" : "s")"
        try await context.confirm(plan.rows, of: action, isConfirmed: invocation.flag("yes"))
        let change = BulkChange(
            items: plan.versions,
            noun: "image",
            name: { .text($0.fullName) },
            showsOne: false
        )
        return try await change.run {
            try await images.delete($0, of: plan)
            return "deleted"
        }
    }
}
