import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image provenance`: where a version comes from.
    static let imageProvenance = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "provenance",
            arguments: [ArgumentSpecification("image", .image, summary: "which version")],
            options: [
                OptionSpecification("to", .path, summary: "the new file to write it to"),
                OptionSpecification("verify", .path, summary: "check the signed one in this file instead"),
            ],
            results: [
                .text(), .record(ImageFields.written, "with --to"),
                .record(ImageFields.provenanceVerified, "with --verify"),
            ],
            effect: .reads,
            summary: "print what a version was made from, signed when the site has a key"
        )
    ) { invocation, context in
        let images = context.session.images
        let image = try ImageReference(parsing: invocation.text("image"))
        let target = try invocation.optionalText("to")
        if let file = try invocation.optionalText("verify") {
            guard target == nil else {
                throw FGError(.usage, "--to writes and --verify reads", hint: "give one of them")
            }
            return .record(try await images.verifyProvenance(image, in: context.path(file)))
        }
        let document = try await images.provenance(image)
        guard let target else { return .text(document) }
        return .record(try images.write(document, to: context.path(target), context.execution(invocation)))
    }
}
