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
            options: [
                OptionSpecification(
                    "bytes",
                    summary: "compare the disks: tables, every file with what differs of it, first bytes"
                )
            ],
            fields: ImageFields.difference,
            effect: .reads,
            summary: "compare two versions: packages, size, recipe, or the bytes",
            isLong: true
        )
    ) { invocation, context in
        let images = context.session.images
        let old = try ImageReference(parsing: invocation.text("old"))
        let new = try ImageReference(parsing: invocation.text("new"))
        guard invocation.flag("bytes") else { return .table(try await images.difference(from: old, to: new)) }
        return .table(try await images.byteDifference(from: old, to: new, progress: context.progress))
    }
}
