import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `usage`: what was used, summed up.
    static let usage = Command(
        signature: CommandSignature(
            verb: "usage",
            fields: UsageFields.summary,
            effect: .reads,
            summary: "list who used what, how often, how long and how much"
        )
    ) { _, context in
        .table(try await context.session.usage.summary())
    }
}
