import FGCommands
import FGCore
import FGLanguage
import FGSite

/// What an argument or an option's value can be.
struct ArgumentCandidates {
    let finder: CandidateFinder

    static let targets = [Suggestion("local", "QEMU on this machine")]

    func list(_ kind: ArgumentKind, _ prefix: String) -> SuggestionList {
        switch kind {
        case .image: return finder.look(.images, prefix)
        case .template: return finder.look(.templates, prefix)
        case .templateOrFile: return templatesAndFiles(prefix)
        case .package: return finder.look(.packages, prefix)
        case .deployment: return finder.look(.deployments, prefix)
        case .channel: return channels(prefix)
        case .newChannel:
            let (own, all) = (channels(prefix), finder.look(.values(field: "channel"), prefix))
            let names = Set(own.items.map(\.text))
            return SuggestionList(
                own.items + all.items.filter { !names.contains($0.text) },
                hasMore: all.hasMore
            )
        case .user: return own(finder.look(.users, prefix), finder.session.user, "you")
        case .project: return own(finder.look(.projects, prefix), finder.session.project, "the current one")
        case .target: return SuggestionList(Self.targets)
        case .file, .path: return FileCompletion.list(prefix, until: finder.deadline)
        case .choice(let words): return SuggestionList(words.map { Suggestion($0) })
        case .keyword(let word): return SuggestionList([Suggestion(word)])
        case .setting(let settings):
            return SuggestionList(settings.map { Suggestion($0.name, $0.summary) })
        case .command: return SuggestionList(topics)
        default: return SuggestionList()
        }
    }

    /// Templates of the catalog, then folders and files that are read as templates.
    private func templatesAndFiles(_ prefix: String) -> SuggestionList {
        var list = finder.look(.templates, prefix)
        let files = FileCompletion.list(prefix, until: finder.deadline)
        list.items += files.items.filter { $0.isPartial || $0.text.hasSuffix(".fg") || $0.text.contains("/") }
        return list
    }

    /// Channels of the image that stands before.
    private func channels(_ prefix: String) -> SuggestionList {
        guard let image = finder.context.arguments.last else { return SuggestionList() }
        return finder.look(.channels(of: image), prefix)
    }

    /// A list with one that is always there.
    private func own(_ list: SuggestionList, _ name: String, _ summary: String) -> SuggestionList {
        var list = list
        list.items = [Suggestion(name, summary)] + list.items.filter { $0.text != name }
        return list
    }

    /// What `help` has a page on: commands, word by word, and topics.
    private var topics: [Suggestion] {
        let table = CommandRegistry.table
        if let noun = finder.context.arguments.last {
            return table.signatures.filter { $0.noun == noun }.map { Suggestion($0.verb, $0.summary) }
        }
        let single = table.signatures.filter { $0.noun == nil }.map { Suggestion($0.verb, $0.summary) }
        let nouns = table.nouns.map { Suggestion($0, table.verbs(of: $0).joined(separator: ", ")) }
        let pages = ((try? HelpPages.topics()) ?? []).map { Suggestion($0, "a topic") }
        return (nouns + single + pages).sorted { $0.text < $1.text }
    }
}
