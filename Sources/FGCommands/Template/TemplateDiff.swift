import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template diff`: what differs between two templates.
    static let templateDiff = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "diff",
            arguments: [
                ArgumentSpecification("old", .template, summary: "the one to compare from"),
                ArgumentSpecification("new", .template, summary: "the one to compare to"),
            ],
            options: [
                OptionSpecification(
                    "set",
                    .text,
                    isRepeatable: true,
                    summary: "NAME=VALUE for a parameter of either"
                ),
                OptionSpecification("text", summary: "compare the texts as they were loaded, line by line"),
            ],
            results: [.rows(TemplateFields.difference), .text("with --text")],
            effect: .reads,
            summary: "compare two templates or revisions: facts with their parents' merged, or texts"
        )
    ) { invocation, context in
        let templates = context.session.templates
        let old = try invocation.text("old")
        let new = try invocation.text("new")
        if invocation.flag("text") { return .text(try await templates.textDifference(from: old, to: new)) }
        let arguments = try invocation.assignments("set")
        return .table(try await templates.difference(from: old, to: new, arguments: arguments))
    }
}
