import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image outdated`: packages that the archive has in another version by now.
    static let imageOutdated = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "outdated",
            arguments: [
                ArgumentSpecification(
                    "images",
                    .image,
                    .zeroOrMore,
                    standard: "the newest version of every image of the project",
                    summary: "which versions"
                )
            ],
            options: [
                OptionSpecification(
                    "refresh",
                    summary: "ask the archive for its newest state, however fresh the last answer is"
                )
            ],
            fields: [
                FieldSpecification("image", .text, "the version"),
                FieldSpecification(
                    "package",
                    .text,
                    "the package; none when its template cannot be fulfilled"
                ),
                FieldSpecification("pinned", .version, "the version in the image; none for one that came"),
                FieldSpecification("offered", .version, "the version in the archive; none for one that went"),
                FieldSpecification("security", .flag, "whether it is a security update"),
                FieldSpecification("reason", .text, "why its template cannot be fulfilled any more"),
            ],
            conditionFields: ImageFields.all,
            effect: .reads,
            summary: "compare the packages of images with what the archive has now",
            isLong: true
        )
    ) { invocation, context in
        .table(
            try await context.session.generation.outdated(
                try invocation.texts("images").map { try ImageReference(parsing: $0) },
                where: invocation.condition,
                refreshing: invocation.flag("refresh"),
                progress: context.progress
            )
        )
    }
}
