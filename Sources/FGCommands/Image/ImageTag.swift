import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image tag`: adds tags, and removes those with a leading dash.
    static let imageTag = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "tag",
            arguments: [
                ArgumentSpecification("image", .image, summary: "which image"),
                ArgumentSpecification("tags", .text, .oneOrMore, summary: "tags to add; -TAG removes"),
            ],
            options: [OptionSpecification("dry-run", summary: "print the tags that it would have")],
            results: [.texts()],
            effect: .changes,
            summary: "add tags to an image, or remove them"
        )
    ) { invocation, context in
        let words = try invocation.texts("tags")
        return .list(
            try await context.session.images.tag(
                try ImageReference(parsing: invocation.text("image")),
                adding: words.filter { !$0.hasPrefix("-") },
                removing: words.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) },
                context.execution(invocation)
            ).map { .text($0) }
        )
    }
}
