import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `channel list`: where channels point.
    static let channelList = Command(
        signature: CommandSignature(
            noun: "channel",
            verb: "list",
            arguments: [
                ArgumentSpecification(
                    "image",
                    .image,
                    .optional,
                    standard: "all images",
                    summary: "whose channels; of a version those that point at it"
                )
            ],
            fields: ChannelFields.rows,
            effect: .reads,
            summary: "list channels and the versions that they point at"
        )
    ) { invocation, context in
        let image = try invocation.optionalText("image").map { try ImageReference(parsing: $0) }
        return .table(try await context.session.images.channels(of: image))
    }
}
