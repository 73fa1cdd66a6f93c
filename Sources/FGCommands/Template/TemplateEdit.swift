import FGCatalog
import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template edit`: a template in the user's editor, and what comes of it as its next revision.
    static let templateEdit = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "edit",
            arguments: [ArgumentSpecification("template", .template, summary: "its name")],
            options: [
                OptionSpecification("yes", summary: "keep it without asking; a batch needs it"),
                OptionSpecification("dry-run", summary: "edit and check it, and print what would be kept"),
            ],
            results: [.rows(TemplateFields.all), .nothing("when nothing was changed")],
            effect: .changes,
            summary: "edit a template; the result is its next revision"
        )
    ) { invocation, context in
        let isConfirmed = invocation.flag("yes")
        let execution = context.execution(invocation)
        guard isConfirmed || execution == .rehearsal || context.shell.canAsk else {
            throw FGError(
                .usage,
                "a batch does not edit a template without --yes",
                hint: "add --yes, or read a file with: template load FILE"
            )
        }
        let templates = context.session.templates
        let revision = try await templates.revisable(try invocation.text("template"))
        let file = try EditedFile(revision.text, named: revision.name + ".fg")
        let difference = try await file.edit(context.shell) {
            _ = try await templates.revise(revision, with: file.path, .rehearsal)
        }
        guard let difference else { return .null }
        if !isConfirmed, execution == .real {
            let question = "keep this as revision \(revision.revision + 1) of \(revision.name)?"
            guard try await context.shell.ask(question, about: 1, showing: .text(difference)) else {
                throw FGError(.cancelled, "nothing was changed")
            }
        }
        return .table(try await templates.revise(revision, with: file.path, execution))
    }
}
