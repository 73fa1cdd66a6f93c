import FGCore
import FGGenerator
import FGLanguage
import FGSite

/// Values of fields, and arguments of a template's lines.
extension CandidateFinder {
    func values(of field: FieldSpecification, _ prefix: String) -> SuggestionList {
        if !field.values.isEmpty { return SuggestionList(field.values.map { Suggestion($0) }) }
        var list: SuggestionList
        switch field.name {
        case "owner", "user":
            list = look(.users, prefix)
            list.items.append(Suggestion("me", "you: \(session.user)"))
        case "image": list = look(.images, prefix)
        case "target": list = SuggestionList(ArgumentCandidates.targets)
        default:
            list = field.type == .flag ? SuggestionList() : look(.values(field: field.name), prefix)
        }
        if field.type == .flag { list.items += [Suggestion("true"), Suggestion("false")] }
        return list
    }

    func templateArgument(_ keyword: String, _ before: [String], _ name: String?, _ prefix: String)
        -> SuggestionList
    {
        guard let keyword = TemplateKeyword(rawValue: keyword) else { return SuggestionList() }
        let arguments = ArgumentCandidates(finder: self)
        if let name {
            let kind = keyword.named.first { $0.name == name }?.value
            return kind.map { arguments.list($0, prefix) } ?? SuggestionList()
        }
        var list = keyword.kind(after: before).map { arguments.list($0, prefix) } ?? SuggestionList()
        if prefix.hasPrefix("-"), keyword == .package {
            list = arguments.list(.package, String(prefix.dropFirst()))
            list.items = list.items.map { Suggestion("-" + $0.text, $0.summary) }
        }
        let given = Set(before.compactMap { $0.split(separator: "=").first.map(String.init) })
        list.items += keyword.named.filter { $0.isRepeatable || !given.contains($0.name) }
            .map { Suggestion("\($0.name)=", $0.summary, isPartial: true) }
        return list
    }
}
