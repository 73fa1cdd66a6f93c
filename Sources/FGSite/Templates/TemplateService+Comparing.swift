import FGCatalog
package import FGCore
import FGGenerator
import FGLanguage

extension TemplateService {
    /// The facts that differ between two templates, each merged with its parents.
    ///
    /// - Throws: `invalid` for an argument that neither takes, and for a parameter without value.
    package func difference(from old: String, to new: String, arguments: [String: String]) async throws
        -> Table
    {
        let chains = try [old, new].map { try chain(of: $0) }
        let facts = try zip(chains, Self.divided(arguments, among: chains)).map { chain, arguments in
            try TemplateResolver.resolve(chain, arguments: arguments).facts
        }
        let rows = TemplateDifference(from: facts[0], to: facts[1]).changes.map { change -> [Value] in
            let kind = change.old == nil ? "added" : change.new == nil ? "removed" : "changed"
            return [
                .text(kind), .text(change.subject), change.old.map { .text($0.text) } ?? .null,
                change.new.map { .text($0.text) } ?? .null,
                .text((change.new ?? change.old)?.origin ?? ""),
            ]
        }
        return Table(
            columns: ["change", "fact", "old", "new", "origin"].map { Table.Column($0) },
            rows: rows
        )
    }

    /// What differs between the texts of two templates, as `-` and `+` lines without the last newline; empty for nothing.
    package func textDifference(from old: String, to new: String) async throws -> String {
        let difference = LineDifference(from: try stored(old).text, to: try stored(new).text)
        return String(difference.text.dropLast())
    }
}
