import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template load`: reads the templates of a file into the catalog.
    static let templateLoad = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "load",
            arguments: [ArgumentSpecification("file", .file, summary: "a file with template blocks")],
            options: [OptionSpecification("dry-run", summary: "check them, and print what would be loaded")],
            fields: TemplateFields.all,
            effect: .changes,
            summary: "read templates from a file into the catalog"
        )
    ) { invocation, context in
        .table(
            try await context.session.templates.load(
                context.path(try invocation.text("file")),
                context.execution(invocation)
            )
        )
    }
}
