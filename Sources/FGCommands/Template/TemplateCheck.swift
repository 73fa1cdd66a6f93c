import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template check`: everything that is wrong with templates, also what only the archives know.
    static let templateCheck = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "check",
            arguments: [
                ArgumentSpecification("template", .templateOrFile, summary: "a template, or a file of them")
            ],
            options: [
                OptionSpecification(
                    "set",
                    .text,
                    isRepeatable: true,
                    summary: "NAME=VALUE for a parameter of the template"
                )
            ],
            fields: TemplateFields.checked,
            effect: .reads,
            summary: "find everything that is wrong with templates, before anything is loaded or built"
        )
    ) { invocation, context in
        let templates = context.session.templates
        let text = try invocation.text("template")
        let arguments = try invocation.assignments("set")
        guard text.contains("/") || text.hasSuffix(".fg") else {
            return .table(try await templates.check(text, arguments: arguments, progress: context.progress))
        }
        return .table(
            try await templates.check(
                file: context.path(text),
                arguments: arguments,
                progress: context.progress
            )
        )
    }
}
