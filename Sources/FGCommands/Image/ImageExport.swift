import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image export`: writes a version to a file, in one of many forms.
    static let imageExport = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "export",
            arguments: [ArgumentSpecification("image", .image, summary: "which version")],
            options: [
                OptionSpecification("to", .path, isRequired: true, summary: "the file to write"),
                OptionSpecification(
                    "artifact",
                    .choice(ImageService.exportForms),
                    standard: "its base",
                    summary: "the form: one that is stored, or one that is made of it"
                ),
                OptionSpecification(
                    "force",
                    summary: "replace a regular file that is there; it keeps its owner and permissions"
                ),
                OptionSpecification("dry-run", summary: "check, and print what would be written"),
            ],
            fields: ImageFields.exported,
            results: [.record(ImageFields.exported)],
            effect: .changes,
            summary: "write an image to a file",
            isLong: true
        )
    ) { invocation, context in
        .record(
            try await context.session.images.export(
                try ImageReference(parsing: invocation.text("image")),
                artifact: try invocation.optionalText("artifact"),
                to: context.path(try invocation.text("to")),
                replacing: invocation.flag("force"),
                context.execution(invocation),
                progress: context.progress
            )
        )
    }
}
