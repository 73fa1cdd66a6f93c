import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image set`: free properties of an image.
    static let imageSet = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "set",
            arguments: [
                ArgumentSpecification("image", .image, summary: "which image"),
                ArgumentSpecification(
                    "properties",
                    .text,
                    .oneOrMore,
                    summary: "NAME=VALUE to set; NAME= removes"
                ),
            ],
            options: [OptionSpecification("dry-run", summary: "print the properties that it would have")],
            results: [.texts()],
            effect: .changes,
            summary: "set free properties of an image, or remove them"
        )
    ) { invocation, context in
        try await context.session.images.set(
            try ImageReference(parsing: invocation.text("image")),
            try invocation.assignments("properties"),
            context.execution(invocation)
        )
    }
}
