import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template resolve`: a template merged with its parents.
    static let templateResolve = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "resolve",
            arguments: [ArgumentSpecification("template", .template, summary: "NAME or NAME:REVISION")],
            options: [
                OptionSpecification(
                    "set",
                    .text,
                    isRepeatable: true,
                    summary: "NAME=VALUE for a parameter of the template"
                )
            ],
            fields: TemplateFields.resolved,
            effect: .reads,
            summary: "print a template merged with its parents, each fact with its origin"
        )
    ) { invocation, context in
        .table(
            try await context.session.templates.resolved(
                try invocation.text("template"),
                arguments: try invocation.assignments("set")
            )
        )
    }
}
