import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template delete`: a template with its revisions.
    static let templateDelete = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "delete",
            arguments: [ArgumentSpecification("template", .template, summary: "which")],
            options: [
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print what would go"),
            ],
            results: [.nothing(), .rows(TemplateFields.all, "with --dry-run")],
            effect: .destroys,
            summary: "delete a template with its revisions"
        )
    ) { invocation, context in
        let name = try invocation.text("template")
        let plan = try await context.session.templates.planDeletion(name)
        if context.isDryRun(invocation) { return .table(plan) }
        try await context.confirm(plan, of: "delete template \(name)", isConfirmed: invocation.flag("yes"))
        try await context.session.templates.delete(name)
        return .null
    }
}
