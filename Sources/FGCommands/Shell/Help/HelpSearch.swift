package import FGCore
import FGLanguage

/// Looks for words in every page.
package enum HelpSearch {
    /// A page with the words, and the line that shows them best.
    private struct Hit {
        let page: String
        let summary: String
        let line: String
        /// Lower is better: the words in the name, in the summary, in the text.
        let rank: Int
    }

    /// The columns of what is found.
    static let fields = [
        FieldSpecification("page", .text, "what help shows it"),
        FieldSpecification("summary", .text, "what it is about"),
        FieldSpecification("line", .text, "the first line that has the words"),
    ]

    /// The pages that have all of the words, in whatever case; the best come first.
    ///
    /// - Throws: `notFound` when no page has them.
    package static func results(_ words: [String]) throws -> Table {
        let wanted = words.flatMap { $0.lowercased().split(separator: " ").map(String.init) }
        let table = CommandRegistry.table
        var hits: [Hit] = []
        for signature in table.signatures {
            let page = CommandPage(signature, table).markdown(
                try HelpPages.text(HelpPages.name(of: signature))
            )
            if let hit = hit(signature.name, signature.summary, page, wanted) { hits.append(hit) }
        }
        for topic in try HelpPages.topics() {
            let page = try HelpPages.topic(topic) ?? ""
            if let hit = hit(topic, try HelpPages.summary(topic), page, wanted) { hits.append(hit) }
        }
        guard !hits.isEmpty else {
            throw FGError(
                .notFound,
                "no page has \(wanted.map { "\"\($0)\"" }.joined(separator: " and "))",
                hint: NearestName.hint(for: words.joined(separator: " "), in: table.signatures.map(\.name))
                    ?? "help lists the commands, help topics the topics"
            )
        }
        let rows = hits.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map { [Value.text($0.element.page), .text($0.element.summary), .text($0.element.line)] }
        return Table(columns: fields.map { Table.Column($0.name) }, rows: rows)
    }

    private static func hit(_ name: String, _ summary: String, _ page: String, _ wanted: [String]) -> Hit? {
        func has(_ text: String) -> Bool {
            let text = text.lowercased()
            return wanted.allSatisfy { text.contains($0) }
        }
        guard has(name + "\n" + summary + "\n" + page) else { return nil }
        let lines = page.split(separator: "\n").filter { !$0.hasPrefix("```") && !$0.hasPrefix("#") }
        let first = wanted.first ?? ""
        let line = lines.first { has(String($0)) } ?? lines.first { $0.lowercased().contains(first) }
        return Hit(
            page: name,
            summary: summary,
            line: line.map { String($0.drop { " #-".contains($0) }) } ?? "",
            rank: has(name) ? 0 : has(name + " " + summary) ? 1 : 2
        )
    }
}
