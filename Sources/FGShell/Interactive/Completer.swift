import FGCommands
import FGCore
import FGGenerator
import FGLanguage
import FGSite
import FGTerminal

/// Finds what can stand at the cursor: from the command table and the live catalog.
struct Completer: Sendable {
    let session: Session
    private static let limit = 200
    private static let stages = [
        Candidate("where", "the rows that a condition holds for"),
        Candidate("sort", "the rows in the order of fields"), Candidate("columns", "these fields only"),
        Candidate("first", "so many rows"), Candidate("count", "the number of rows"),
    ]

    /// The candidates and the part of the text that each replaces, in bytes.
    func candidates(for text: String, at offset: Int) -> (range: Range<Int>, candidates: [Candidate]) {
        let source = Source(name: "<prompt>", text: text)
        let context = CompletionContext.at(offset, in: source, table: CommandRegistry.table)
        let all = candidates(context)
        let kept = all.filter { $0.text.hasPrefix(context.prefix) }
        return (context.replaced, kept.map { quoted($0, context.quote) })
    }

    private func candidates(_ context: CompletionContext) -> [Candidate] {
        let table = CommandRegistry.table
        switch context.wanted {
        case .command:
            let single = table.signatures.filter { $0.noun == nil }.map { Candidate($0.verb, $0.summary) }
            let nouns = table.nouns.map { Candidate($0, table.verbs(of: $0).joined(separator: ", ")) }
            return (nouns + single).sorted { $0.text < $1.text }
        case .verb(let noun):
            return table.signatures.filter { $0.noun == noun }.map { Candidate($0.verb, $0.summary) }
        case .option(let options, let canFilter):
            let clause = canFilter ? [Candidate("where", "only those that a condition holds for")] : []
            return clause + options.map { Candidate("--" + $0.name, $0.summary) }
        case .argument(let kind): return arguments(kind, context.prefix)
        case .stage: return Self.stages
        case .field(let fields, let isCondition):
            let extra =
                isCondition ? [Candidate("not", ""), Candidate("package", "a package of the image")] : []
            return fields.map { Candidate($0.name, $0.summary) } + extra
        case .comparison(let field):
            return field.type.operators.map { Candidate($0.rawValue, "") } + [Candidate("in", "")]
        case .value(let field): return field.values.map { Candidate($0, "") }
        case .conjunction: return [Candidate("and", ""), Candidate("or", "")]
        case .templateKeyword: return TemplateKeyword.allCases.map { Candidate($0.rawValue, $0.usage) }
        case .nothing: return []
        }
    }

    private func arguments(_ kind: ArgumentKind, _ prefix: String) -> [Candidate] {
        switch kind {
        case .image: session.completions(of: .images, prefix, Self.limit).map { Candidate($0, "") }
        case .template: session.completions(of: .templates, prefix, Self.limit).map { Candidate($0, "") }
        case .package: session.completions(of: .packages, prefix, Self.limit).map { Candidate($0, "") }
        case .file, .path: FileCompletion.candidates(prefix, Self.limit)
        case .choice(let words): words.map { Candidate($0, "") }
        case .keyword(let word): [Candidate(word, "")]
        case .setting(let settings): settings.map { Candidate($0.name, $0.summary) }
        case .target: [Candidate("local", "QEMU on this machine")]
        case .command:
            CommandRegistry.table.signatures.map { Candidate($0.name, $0.summary) }
                + ((try? HelpPages.topics()) ?? []).map { Candidate($0, "a topic") }
        default: []
        }
    }

    private func quoted(_ candidate: Candidate, _ quote: Character?) -> Candidate {
        let isPlain = candidate.text.allSatisfy { !$0.isWhitespace && !"'\"$|(){};#\\".contains($0) }
        if quote == nil, isPlain { return candidate }
        let mark = candidate.text.contains("'") ? "\"" : quote ?? "'"
        let inside = mark == "'" ? candidate.text : WordQuoting.escaped(candidate.text)
        return Candidate(
            "\(mark)\(inside)" + (candidate.text.hasSuffix("/") ? "" : "\(mark)"),
            candidate.summary
        )
    }
}
