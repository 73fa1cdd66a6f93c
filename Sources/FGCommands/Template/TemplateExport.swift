import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template export`: a template with all that it extends, as one text.
    static let templateExport = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "export",
            arguments: [ArgumentSpecification("template", .template, summary: "NAME or NAME:REVISION")],
            options: [
                OptionSpecification("to", .path, summary: "the new file to write it to"),
                OptionSpecification("dry-run", summary: "check, and print what would be written"),
            ],
            results: [.text(), .record(ImageFields.written, "with --to")],
            effect: .reads,
            summary: "print a template with all that it extends, as one file for another site"
        )
    ) { invocation, context in
        let text = try await context.session.templates.exported(
            try invocation.text("template"),
            progress: context.progress
        )
        guard let file = try invocation.optionalText("to") else { return .text(text) }
        return .record(
            try context.session.images.write(text, to: context.path(file), context.execution(invocation))
        )
    }
}
