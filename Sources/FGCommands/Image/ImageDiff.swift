import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image diff`: what differs between two versions.
    static let imageDiff = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "diff",
            arguments: [
                ArgumentSpecification("old", .image, summary: "the one to compare from"),
                ArgumentSpecification("new", .image, summary: "the one to compare to"),
            ],
            fields: [
                FieldSpecification("kind", .text, "what differs", values: ["package", "size", "fact"]),
                FieldSpecification("name", .text, "the package or fact"),
                FieldSpecification("change", .text, "how", values: ["added", "removed", "changed"]),
                FieldSpecification("old", .text, "in the first"),
                FieldSpecification("new", .text, "in the second"),
            ],
            effect: .reads,
            summary: "compare two versions: packages, size, recipe"
        )
    ) { invocation, context in
        .table(
            try await context.session.images.difference(
                from: try ImageReference(parsing: invocation.text("old")),
                to: try ImageReference(parsing: invocation.text("new"))
            )
        )
    }
}
