import FGCommands
import FGCore
import FGGenerator
import FGLanguage
import FGSite

/// Finds the candidates for a place of a text.
struct CandidateFinder {
    let context: CompletionContext
    let session: Session
    let scope: CompletionScope
    let deadline: ContinuousClock.Instant

    /// Those that start with what is typed; else those that do in another case; else the nearest words of fixed ones.
    func candidates() -> SuggestionList {
        let prefix = context.prefix
        let all = list(prefix)
        let exact = kept(all) { $0.hasPrefix(prefix) }
        guard exact.items.isEmpty, !prefix.isEmpty else { return exact }
        let lowered = prefix.lowercased()
        let caseless = kept(lowered == prefix ? all : merged(all, list(lowered))) {
            $0.lowercased().hasPrefix(lowered)
        }
        guard caseless.items.isEmpty, prefix.count > 2 else { return caseless }
        let near = NearestName.candidates(for: prefix, in: all.items.map(\.text))
        return SuggestionList(near.compactMap { name in all.items.first { $0.text == name } })
    }

    private func kept(_ list: SuggestionList, _ isKept: (String) -> Bool) -> SuggestionList {
        var list = list
        list.items = list.items.filter { item in
            // A name must not talk to the terminal.
            isKept(item.text)
                && !item.text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }.map { Suggestion($0.text, VisibleText.escaped($0.summary), isPartial: $0.isPartial) }
        return list
    }

    private func merged(_ left: SuggestionList, _ right: SuggestionList) -> SuggestionList {
        let known = Set(left.items.map(\.text))
        return SuggestionList(left.items + right.items.filter { !known.contains($0.text) })
    }

    private func list(_ prefix: String) -> SuggestionList {
        switch context.wanted {
        case .command: SuggestionList(commands)
        case .verb(let noun): verbs(of: noun, prefix)
        case .option: SuggestionList(options(prefix))
        case .argument(let kind): argument(kind, prefix)
        case .stage: SuggestionList(Self.stages)
        case .field(let fields, let isCondition): self.fields(fields, isCondition, prefix)
        case .comparison(let field): SuggestionList(comparisons(field))
        case .value(let field): values(of: field, prefix)
        case .conjunction: SuggestionList(Self.conjunctions)
        case .packageComparison: SuggestionList(packageComparisons)
        case .packageVersion(let package): look(.versions(package: package), prefix)
        case .templateKeyword:
            SuggestionList(TemplateKeyword.allCases.map { Suggestion($0.rawValue, $0.usage) })
        case .templateArgument(let keyword, let before, let name):
            templateArgument(keyword, before, name, prefix)
        case .variable: SuggestionList(variables.map { Suggestion($0.name, $0.summary) })
        case .variableField(let name): SuggestionList(variables.first { $0.name == name }?.fields ?? [])
        case .expression: SuggestionList(variables.map { Suggestion("$" + $0.name, $0.summary) })
        case .words(let words): SuggestionList(words.map { Suggestion($0, Self.words[$0] ?? "") })
        case .program, .nothing: SuggestionList()
        }
    }

    /// What the site knows.
    func look(_ kind: SuggestionKind, _ prefix: String) -> SuggestionList {
        session.suggestions(of: kind, prefix, in: context.project, until: deadline)
    }

    private var commands: [Suggestion] {
        let table = CommandRegistry.table
        let single = table.signatures.filter { $0.noun == nil }.map { Suggestion($0.verb, $0.summary) }
        let nouns = table.nouns.map { Suggestion($0, table.verbs(of: $0).joined(separator: ", ")) }
        let own = (scope.commands + context.definitions).map { Suggestion($0, "a command of your own") }
        let statements = Self.statements.map { Suggestion($0, Self.words[$0] ?? "") }
        var names: Set<String> = []
        return (own + nouns + single + statements).filter { names.insert($0.text).inserted }
            .sorted { $0.text < $1.text }
    }

    /// The verbs of a noun, and where it is a command of its own too, what that takes.
    private func verbs(of noun: String, _ prefix: String) -> SuggestionList {
        let table = CommandRegistry.table
        var list = SuggestionList(
            table.signatures.filter { $0.noun == noun }.map { Suggestion($0.verb, $0.summary) }
        )
        let names = Set(list.items.map(\.text))
        let single = table[noun]
        if let kind = single?.arguments.first?.kind {
            let own = ArgumentCandidates(finder: self).list(kind, prefix)
            list.items += own.items.filter { !names.contains($0.text) }
        }
        if prefix.hasPrefix("-") {
            let common = single.map(CommandTable.commonOptions) ?? []
            let options = (single?.options ?? []) + common + [CommandTable.helpOption]
            list.items += options.map { Suggestion("--" + $0.name, $0.summary) }
        }
        return list
    }

    private func options(_ prefix: String) -> [Suggestion] {
        let clause = context.canFilter ? [Suggestion("where", "only those that a condition holds for")] : []
        let options = context.options + (prefix.hasPrefix("-") ? context.commonOptions : [])
        return clause + options.map { Suggestion("--" + $0.name, $0.summary) }
    }

    private func argument(_ kind: ArgumentKind, _ prefix: String) -> SuggestionList {
        var list = ArgumentCandidates(finder: self).list(kind, prefix)
        if !context.isArgumentNeeded, context.canFilter {
            list.items.append(Suggestion("where", "only those that a condition holds for"))
        }
        let hasOther = list.items.contains { $0.text.hasPrefix(prefix) }
        // Where nobody can say what comes, the options can be said.
        if !hasOther, prefix.isEmpty || prefix.hasPrefix("-") {
            list.items += context.options.map { Suggestion("--" + $0.name, $0.summary) }
        }
        return list
    }

    private func fields(_ fields: [FieldSpecification], _ isCondition: Bool, _ prefix: String)
        -> SuggestionList
    {
        var items: [Suggestion] = []
        for field in fields where !field.name.hasSuffix(".*") || isCondition {
            guard field.name.hasSuffix(".*") else {
                items.append(Suggestion(field.name, field.summary))
                continue
            }
            let start = String(field.name.dropLast())
            guard prefix.hasPrefix(start) else {
                items.append(Suggestion(start, field.summary, isPartial: true))
                continue
            }
            let known = look(.properties, String(prefix.dropFirst(start.count)))
            items += known.items.map { Suggestion(start + $0.text, "a free property") }
        }
        if isCondition {
            items.append(Suggestion("not", "what does not hold"))
            if fields.contains(where: { $0.name == "lineage" }) {
                items.append(Suggestion("package", "a package of the image"))
            }
        }
        return SuggestionList(items)
    }

    private func comparisons(_ field: FieldSpecification) -> [Suggestion] {
        field.type.operators.map { Suggestion($0.rawValue, Self.meaning(of: $0, field.type)) }
            + [Suggestion("in", "is one of: in (A, B)")]
    }

    private var packageComparisons: [Suggestion] {
        Condition.Operator.allCases.filter { $0 != .like }
            .map { Suggestion($0.rawValue, Self.meaning(of: $0, .version)) } + Self.conjunctions
    }

    /// The variables there are: those of the text, then those of the shell.
    private var variables: [(name: String, summary: String, fields: [Suggestion])] {
        let near = context.variables.map { variable in
            (
                name: variable.name, summary: variable.summary,
                fields: variable.fields.map { Suggestion($0.name, $0.summary) }
            )
        }
        let names = Set(near.map(\.name))
        let far = scope.variables.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
        return near
            + far.map { (name: $0.key, summary: "a variable", fields: $0.value.map { Suggestion($0) }) }
            + Self.builtins.sorted { $0.key < $1.key }.map { (name: $0.key, summary: $0.value, fields: []) }
    }
}
