import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template import`: the templates of a file from another site.
    static let templateImport = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "import",
            arguments: [ArgumentSpecification("file", .file, summary: "what template export wrote")],
            options: [OptionSpecification("dry-run", summary: "check them, and print what would be loaded")],
            fields: TemplateFields.all,
            effect: .changes,
            summary: "read a chain of templates, whose revisions may be others here"
        )
    ) { invocation, context in
        .table(
            try await context.session.templates.importTemplates(
                context.path(try invocation.text("file")),
                context.execution(invocation)
            )
        )
    }
}
