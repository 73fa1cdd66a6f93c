import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image sbom`: what a version consists of.
    static let imageSBOM = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "sbom",
            arguments: [ArgumentSpecification("image", .image, summary: "which version")],
            options: [
                OptionSpecification(
                    "as",
                    .choice(ImageService.BillOfMaterials.allCases.map(\.rawValue)),
                    standard: "spdx",
                    summary: "the form: SPDX 2.3 or CycloneDX 1.5"
                ),
                OptionSpecification("to", .path, summary: "the new file to write it to"),
            ],
            results: [.text(), .record(ImageFields.written, "with --to")],
            effect: .reads,
            summary: "print the bill of materials of a version: its packages with their digests"
        )
    ) { invocation, context in
        let images = context.session.images
        let form = try invocation.optionalText("as").flatMap(ImageService.BillOfMaterials.init)
        let document = try await images.billOfMaterials(
            try ImageReference(parsing: invocation.text("image")),
            as: form ?? .spdx
        )
        guard let file = try invocation.optionalText("to") else { return .text(document) }
        return .record(try images.write(document, to: context.path(file), context.execution(invocation)))
    }
}
