import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal

/// Candidates for programs: one a line, and behind a tab what it is.
struct CompletionOutput {
    private let options: CommandLineOptions

    init(_ options: CommandLineOptions) {
        self.options = options
    }

    /// What can stand at an offset of statements, as it would be written there.
    func lines(of text: String, at offset: Int?) -> String {
        guard let completer = completer(site: options.site, project: options.project) else { return "" }
        let offset = offset ?? text.utf8.count
        let completion = completer.completion(of: text, at: offset)
        let insertion = CandidateInsertion(Completer.context(of: text, at: offset))
        return Self.lines(completion.candidates.items.map { ($0, insertion.written($0)) })
    }

    /// The words that the last one of a login shell's command line can become, without quotes.
    func lines(ofLine line: String) -> String {
        let line = LoginShellLine(line)
        var site = options.site
        var project = options.project
        var words = line.words.dropFirst()
        while let word = words.first, word.hasPrefix("-") {
            words = words.dropFirst()
            if let equals = word.firstIndex(of: "=") {
                let value = String(word[word.index(after: equals)...])
                if word.hasPrefix("--site=") { site = FilePath(value) }
                if word.hasPrefix("--project=") { project = value }
                continue
            }
            guard let kind = ProgramOptions.value(of: word) else { continue }
            guard let value = words.popFirst() else {
                let list = completer(site: site, project: project)?.values(of: kind, line.current)
                return Self.lines((list?.items ?? []).map { ($0, $0.text) })
            }
            if word == "--site" { site = FilePath(value) }
            if word == "--project" { project = value }
        }
        if words.isEmpty, let equals = line.current.firstIndex(of: "="), line.current.hasPrefix("--") {
            let name = String(line.current[..<equals])
            let typed = String(line.current[line.current.index(after: equals)...])
            guard let kind = ProgramOptions.value(of: name) else { return "" }
            let list = completer(site: site, project: project)?.values(of: kind, typed)
            return Self.lines((list?.items ?? []).map { ($0, "\(name)=\($0.text)") })
        }
        if words.isEmpty, line.current.hasPrefix("-") {
            return Self.lines(ProgramOptions.list(line.current).items.map { ($0, $0.text) })
        }
        guard let completer = completer(site: site, project: project) else { return "" }
        return Self.lines(of: line.current, behind: Array(words), completer)
    }

    /// What the last word of a command can become.
    private static func lines(of current: String, behind words: [String], _ completer: Completer) -> String {
        let before = words.enumerated().map { WordQuoting.quoted($1, isFirst: $0 == 0) + " " }.joined()
        let text = before + opened(current)
        let completion = completer.completion(of: text, at: text.utf8.count)
        let context = Completer.context(of: text, at: text.utf8.count)
        let kept = current.hasSuffix(context.prefix) ? current.dropLast(context.prefix.count) : ""
        return lines(completion.candidates.items.map { ($0, kept + $0.text) })
    }

    /// A word whose end is open, so that more of it can come.
    private static func opened(_ word: String) -> String {
        let quoted = WordQuoting.quoted(word, isFirst: false)
        return word.isEmpty
            ? "" : quoted.hasPrefix("'") || quoted.hasPrefix("\"") ? String(quoted.dropLast()) : quoted
    }

    private func completer(site: FilePath?, project: String?) -> Completer? {
        guard let folder = try? site ?? SiteLocation.standardFolder(),
            let session = try? Session(
                location: SiteLocation(folder: folder, isReadOnly: true),
                project: project
            )
        else { return nil }
        return Completer(session: session, state: nil)
    }

    private static func lines(_ items: [(Suggestion, String)]) -> String {
        items.map { item, text in
            let summary = String(item.summary.map { $0.isNewline || $0 == "\t" ? " " : $0 })
            return text + (summary.isEmpty ? "" : "\t" + summary) + "\n"
        }.joined()
    }
}
