import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `site check`: the catalog against the store.
    static let siteCheck = Command(
        signature: CommandSignature(
            noun: "site",
            verb: "check",
            options: [OptionSpecification("deep", summary: "read every blob and compare its digest")],
            fields: [
                FieldSpecification("kind", .text, "what is wrong"),
                FieldSpecification("subject", .text, "with what"),
                FieldSpecification("detail", .text, "and how"),
            ],
            effect: .reads,
            summary: "check the catalog against the store",
            isLong: true
        )
    ) { invocation, context in
        .table(
            try await context.session.checkSite(isDeep: invocation.flag("deep"), progress: context.progress)
        )
    }
}
