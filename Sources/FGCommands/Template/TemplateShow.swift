import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `template show`: a template as it was loaded.
    static let templateShow = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "show",
            arguments: [ArgumentSpecification("template", .template, summary: "NAME or NAME:REVISION")],
            results: [.text()],
            effect: .reads,
            summary: "print a template as it was loaded"
        )
    ) { invocation, context in
        .text(try await context.session.templates.text(of: try invocation.text("template")))
    }
}
