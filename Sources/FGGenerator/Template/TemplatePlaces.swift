import FGLanguage

/// Where the facts of a merged template stand in the texts of its chain.
package struct TemplatePlaces: Sendable {
    /// A part of a template's text.
    struct Place: Sendable {
        let source: Source
        let range: SourceRange

        /// `FILE:LINE`.
        var line: String { "\(source.name):\(source.line(of: range.lowerBound))" }
    }

    private var places: [TemplateFacts.Key: [Place]] = [:]
    /// The name of the template itself, which stands for what no line says.
    private let leaf: Place
    /// Packages that no line names, with the line that implies each.
    private(set) var implied: [String: TemplateKeyword] = [:]
    /// The kernel's package.
    private var kernel: String?

    init(leaf: TemplateLevel) {
        self.leaf = Place(source: leaf.source, range: leaf.definition.name.range)
    }

    /// Notes where a fact stands; of keyed facts, whose fields merge, every place counts, oldest first.
    mutating func note(_ fact: TemplateFacts.Key, _ place: Place) {
        let merges = [.user, .group, .file, .tree, .repository].contains(fact.keyword)
        let before = merges ? places[fact] ?? [] : []
        places[fact] = before.contains { $0.line == place.line } ? before : before + [place]
    }

    /// Notes the packages that no line names, each with the line that implies it, and the kernel's.
    mutating func note(implied added: [(name: String, keyword: TemplateKeyword)], kernel: String?) {
        implied = Dictionary(added.map { ($0.name, $0.keyword) }) { first, _ in first }
        self.kernel = kernel
    }

    /// The facts of a keyword.
    func facts(of keyword: TemplateKeyword) -> [TemplateFacts.Key] {
        places.keys.filter { $0.keyword == keyword }.sorted { $0.subject < $1.subject }
    }

    /// The lines that a fact stands in, as `FILE:LINE`; nil when no line says it.
    func lines(of fact: TemplateFacts.Key) -> [String]? { places[fact]?.map(\.line) }

    /// Where a package is asked for: by its own line, by that of the kernel or by the disk that needs it.
    private func place(ofPackage name: String) -> Place? {
        if let own = places[.init(.package, name)]?.last { return own }
        if name == kernel, let line = places[.init(.kernel)]?.last { return line }
        return implied[name].flatMap { places[.init($0)]?.last }
    }

    private func place(of subject: ArchiveProblem.Subject) -> Place {
        switch subject {
        case .packages(let names): names.lazy.compactMap(place(ofPackage:)).first ?? leaf
        case .line(let keyword): places[.init(keyword)]?.last ?? leaf
        case .repository(let name): places[.init(.repository, name)]?.last ?? leaf
        }
    }

    /// Everything that an archive cannot give, where the template asks for it; nil for nothing.
    func error(_ problems: [ArchiveProblem]) -> SourceError? {
        SourceError(
            joining: problems.map { problem in
                let place = place(of: problem.subject)
                let diagnostic = Diagnostic(problem.message, at: place.range, hint: problem.hint)
                return SourceError([diagnostic], in: place.source)
            }
        )
    }
}
