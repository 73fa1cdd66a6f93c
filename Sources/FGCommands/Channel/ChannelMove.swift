import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `channel move`: points a channel at a version.
    static let channelMove = Command(
        signature: CommandSignature(
            noun: "channel",
            verb: "move",
            arguments: [
                ArgumentSpecification("image", .image, summary: "the version that it is to point at"),
                ArgumentSpecification(
                    "channel",
                    .newChannel,
                    summary: "the channel; one that is not there is made"
                ),
            ],
            options: [OptionSpecification("dry-run", summary: "check, and print what would be moved")],
            fields: ChannelFields.change,
            results: [.record(ChannelFields.change)],
            effect: .changes,
            summary: "point a channel at a version of an image"
        )
    ) { invocation, context in
        .record(
            try await context.session.images.moveChannel(
                try invocation.text("channel"),
                to: try ImageReference(parsing: invocation.text("image")),
                context.execution(invocation)
            )
        )
    }
}
