import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `channel remove`: takes a channel from an image; the version stays.
    static let channelRemove = Command(
        signature: CommandSignature(
            noun: "channel",
            verb: "remove",
            arguments: [
                ArgumentSpecification("image", .image, summary: "which image"),
                ArgumentSpecification("channel", .channel, summary: "which of its channels"),
            ],
            options: [OptionSpecification("dry-run", summary: "check, and print what would be removed")],
            fields: ChannelFields.change,
            results: [.record(ChannelFields.change)],
            effect: .changes,
            summary: "remove a channel of an image; the version that it points at stays"
        )
    ) { invocation, context in
        .record(
            try await context.session.images.removeChannel(
                try invocation.text("channel"),
                of: try ImageReference(parsing: invocation.text("image")),
                context.execution(invocation)
            )
        )
    }
}
