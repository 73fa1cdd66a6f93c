import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template list`: the templates of the catalog.
    static let templateList = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "list",
            fields: TemplateFields.all,
            effect: .reads,
            summary: "list templates"
        )
    ) { _, context in
        .table(try await context.session.templates.list())
    }
}
