import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `site rebuild`: versions again from the manifests in the store.
    static let siteRebuild = Command(
        signature: CommandSignature(
            noun: "site",
            verb: "rebuild",
            options: [
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print what would come back"),
            ],
            fields: [
                FieldSpecification("image", .text, "the version"),
                FieldSpecification("created", .date, "when it was made"),
                FieldSpecification("owner", .text, "who owns it"),
                FieldSpecification("result", .text, "whether it came back, or why not"),
            ],
            effect: .changes,
            summary: "bring versions back that the catalog lost, from the store",
            isLong: true
        )
    ) { invocation, context in
        if context.isDryRun(invocation) {
            return .table(try await context.session.rebuild(.rehearsal, progress: context.progress))
        }
        if !invocation.flag("yes") {
            let plan = try await context.session.rebuild(.rehearsal, progress: context.progress)
            try await context.confirm(plan, of: "rebuild the catalog", isConfirmed: false)
            return .table(try await context.session.rebuild(.real, only: plan, progress: context.progress))
        }
        return .table(try await context.session.rebuild(.real, progress: context.progress))
    }
}
