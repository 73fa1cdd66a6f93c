import FGCatalog
import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image evict`: frees the bytes of versions that their recipes make again.
    static let imageEvict = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "evict",
            arguments: [
                ArgumentSpecification("images", .image, .zeroOrMore, summary: "which images or versions")
            ],
            options: [
                OptionSpecification("prove", summary: "first rebuild those that no rebuild has proven yet"),
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print what would go"),
            ],
            results: [
                .rows(BulkFields.of("image", results: ["evicted", "failed"])),
                .rows(ImageFields.rows, "with --dry-run"),
            ],
            conditionFields: ImageFields.all,
            effect: .destroys,
            summary: "free the bytes of versions; their recipes make them again on demand",
            isLong: true
        )
    ) { invocation, context in
        let service = context.session.rebuilding
        let references = try invocation.texts("images").map { try ImageReference(parsing: $0) }
        let plan = try await service.planEviction(references, where: invocation.condition)
        if context.isDryRun(invocation) { return .table(plan.rows) }
        let count = plan.versions.count
        let action = "evict \(count) version\(count == 1 ? "" : "s")"
        try await context.confirm(plan.rows, of: action, isConfirmed: invocation.flag("yes"))
        let isProving = invocation.flag("prove")
        let change = BulkChange(items: plan.versions, noun: "image", name: { .text($0.fullName) })
        return try await change.run {
            _ = try await service.evict($0, isProving: isProving, progress: context.progress)
            return "evicted"
        }
    }
}
