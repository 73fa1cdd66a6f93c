import FGCatalog
package import FGCore
import FGGenerator

extension TemplateService {
    /// Which template extends which, from those that extend none on: of each the newest revision, and earlier ones that
    /// another extends or an image was made from.
    ///
    /// With `NAME` or `NAME:REVISION` the tree starts at that one.
    package func graph(_ reference: String?) async throws -> Table {
        let wanted = try reference.map(stored)
        let catalog = try session.services().catalog
        let uses = try catalog.templateUses()
        let graph = try TemplateGraph(
            try catalog.templateRevisions(),
            used: Set(uses.keys),
            wanted: wanted?.title
        )
        let isWhole = reference?.contains(":") != true
        let rows = graph.rows { node in
            guard let wanted else { return node.parent == nil || !graph.has(node.parent) }
            return node.name == wanted.name && (isWhole || node.revision == wanted.revision)
        }
        return Table(
            columns: [
                Table.Column("tree"), Table.Column("template", isDefault: false),
                Table.Column("extends", isDefault: false), Table.Column("depth", isDefault: false),
                Table.Column("images"), Table.Column("inheriting"),
            ],
            rows: rows.map { node, depth in
                let use = uses[node.title]
                return [
                    .text(String(repeating: "  ", count: depth) + node.title), .text(node.title),
                    node.parent.map { .text($0) } ?? .null, .integer(Int64(depth)),
                    .integer(Int64(use?.own ?? 0)), .integer(Int64(use?.all ?? 0)),
                ]
            }
        )
    }
}
