import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template delete`: a template with its revisions.
    static let templateDelete = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "delete",
            arguments: [ArgumentSpecification("templates", .template, .oneOrMore, summary: "which")],
            options: [
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print what would go"),
            ],
            results: [
                .nothing(), .rows(BulkFields.of("template"), "for several"),
                .rows(TemplateFields.all, "with --dry-run"),
            ],
            effect: .destroys,
            summary: "delete templates with their revisions"
        )
    ) { invocation, context in
        let templates = context.session.templates
        let names = try invocation.texts("templates")
        let plan = try await templates.planDeletion(names)
        if context.isDryRun(invocation) { return .table(plan) }
        let action = names.count == 1 ? "delete template \(names[0])" : "delete \(names.count) templates"
        try await context.confirm(plan, of: action, isConfirmed: invocation.flag("yes"))
        let change = BulkChange(items: names, noun: "template", name: { .text($0) }, showsOne: false)
        return try await change.run {
            try await templates.delete($0)
            return "deleted"
        }
    }
}
