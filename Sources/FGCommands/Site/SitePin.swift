import FGCatalog
import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `site pin`: keeps what recipes need.
    static let sitePin = Command(
        signature: CommandSignature(
            noun: "site",
            verb: "pin",
            arguments: [
                ArgumentSpecification("images", .image, .zeroOrMore, summary: "which images or versions")
            ],
            options: [OptionSpecification("dry-run", summary: "print what is missing, and fetch nothing")],
            results: [
                .rows(BulkFields.of("image", results: ["whole", "fetched", "failed"])),
                .rows(
                    [
                        FieldSpecification("image", .text, "which version"),
                        FieldSpecification("packages", .integer, "how many its recipe names"),
                        FieldSpecification("missing", .integer, "how many of them the store lacks"),
                        FieldSpecification("size", .size, "the bytes of those"),
                    ],
                    "with --dry-run"
                ),
            ],
            conditionFields: ImageFields.all,
            effect: .changes,
            summary: "bring what recipes need into the store, so that they build without any archive",
            isLong: true
        )
    ) { invocation, context in
        let service = context.session.rebuilding
        let references = try invocation.texts("images").map { try ImageReference(parsing: $0) }
        let isRehearsal = context.isDryRun(invocation)
        let plan = try await service.planPinning(
            references,
            where: invocation.condition,
            isRehearsal ? .rehearsal : .real
        )
        if isRehearsal { return .table(plan.rows) }
        let change = BulkChange(items: plan.versions, noun: "image", name: { .text($0.fullName) })
        return try await change.run {
            try await service.pin($0, progress: context.progress) ? "fetched" : "whole"
        }
    }
}
