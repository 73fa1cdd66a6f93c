import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image export`: writes an artifact to a file.
    static let imageExport = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "export",
            arguments: [ArgumentSpecification("image", .image, summary: "which version")],
            options: [
                OptionSpecification("to", .path, summary: "the file to write"),
                OptionSpecification("artifact", .text, summary: "which form, such as qcow2; else the base"),
                OptionSpecification("force", summary: "replace a file that is there"),
                OptionSpecification("dry-run", summary: "check, and print what would be written"),
            ],
            effect: .changes,
            summary: "write an image to a file",
            isLong: true
        )
    ) { invocation, context in
        guard let destination = try invocation.optionalText("to") else {
            throw FGError(.usage, "image export needs --to FILE", hint: "image export NAME --to FILE")
        }
        return .record(
            try await context.session.images.export(
                try ImageReference(parsing: invocation.text("image")),
                artifact: try invocation.optionalText("artifact"),
                to: context.path(destination),
                replacing: invocation.flag("force"),
                context.execution(invocation),
                progress: context.progress
            )
        )
    }
}
