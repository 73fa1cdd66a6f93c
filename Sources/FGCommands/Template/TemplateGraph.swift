import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template graph`: which template extends which.
    static let templateGraph = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "graph",
            arguments: [
                ArgumentSpecification("template", .template, .optional, summary: "the one to start at")
            ],
            fields: TemplateFields.graph,
            effect: .reads,
            summary: "show which template extends which, and how many images were made from them"
        )
    ) { invocation, context in
        .table(try await context.session.templates.graph(try invocation.optionalText("template")))
    }
}
