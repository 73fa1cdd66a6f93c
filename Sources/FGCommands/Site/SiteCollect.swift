import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `site collect`: removes bytes that nothing refers to.
    static let siteCollect = Command(
        signature: CommandSignature(
            noun: "site",
            verb: "collect",
            options: [
                OptionSpecification(
                    "grace",
                    .duration,
                    standard: "1d",
                    summary: "how long condemned bytes stay; 0s deletes at once"
                ),
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print what would be condemned and deleted"),
            ],
            fields: [
                FieldSpecification("digest", .text, "which bytes"),
                FieldSpecification("size", .size, "how much room they take"),
                FieldSpecification(
                    "state",
                    .text,
                    "what becomes of them",
                    values: ["condemned", "deleted"]
                ),
                FieldSpecification("since", .date, "since when they are condemned"),
                FieldSpecification("reason", .text, "why"),
            ],
            effect: .destroys,
            summary: "remove bytes that no version refers to",
            isLong: true
        )
    ) { invocation, context in
        let session = context.session
        let grace = try invocation.optionalText("grace").flatMap(TimeSpan.init(parsing:))
        func collect(_ execution: Execution, only plan: Table? = nil) async throws -> Table {
            try await session.collect(
                grace: grace ?? TimeSpan(seconds: 86_400),
                only: plan,
                execution,
                progress: context.progress
            )
        }
        if context.isDryRun(invocation) { return .table(try await collect(.rehearsal)) }
        if invocation.flag("yes") { return .table(try await collect(.real)) }
        let plan = try await collect(.rehearsal)
        try await context.confirm(plan, of: "collect", isConfirmed: false)
        return .table(try await collect(.real, only: plan))
    }
}
