import FGCatalog
import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image list`: the catalog's images, those that a condition holds for.
    static let imageList = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "list",
            options: [OptionSpecification("all", summary: "every version, not only the newest")],
            fields: ImageFields.rows,
            conditionFields: ImageFields.all,
            effect: .reads,
            summary: "list images, those that a condition holds for"
        ),
        explain: { invocation, context in
            try await context.session.images.explainList(
                where: invocation.condition,
                versions: invocation.flag("all") ? .all : .newest
            )
        },
        run: { invocation, context in
            let rows = try await context.session.images.list(
                where: invocation.condition,
                versions: invocation.flag("all") ? .all : .newest,
                limit: invocation.rowLimit
            )
            return .table(rows)
        }
    )
}
