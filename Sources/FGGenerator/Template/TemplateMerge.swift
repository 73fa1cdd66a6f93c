import FGCore
import FGLanguage

/// Applies the lines of one template after the other to the facts so far.
struct TemplateMerge {
    private var problems: [SourceError] = []
    var template: ResolvedTemplate
    var contents: [Digest: [UInt8]] = [:]
    var hasOS = false
    var saidRoot: [String: ResolvedTemplate.RootPolicy] = [:]
    private let parameters: TemplateParameters
    private var places: TemplatePlaces
    /// Whether a line was left out because a parameter in it has no value yet.
    private(set) var hasOpenLines = false
    /// Whether the lines that say which archives there are were understood.
    private(set) var knowsArchives = true
    /// How the content of a file or tree was given: `from="…"`, by path.
    var fileSources: [String: String] = [:]
    /// Where the base is, if it is a file.
    var basePath: FilePath?
    /// What parents said about root, which children only tighten.
    private(set) var inheritedRoot: [String: ResolvedTemplate.RootPolicy] = [:]
    private var locked: Set<String> = []
    private var lockedHere: Set<String> = []
    /// What parents let children only tighten.
    private(set) var restricted: Set<TemplateKeyword> = []
    private var restrictedHere: Set<TemplateKeyword> = []
    private var seenHere: Set<String> = []
    /// The packages that lines name, the first template's first; the order of lines in one template is no matter.
    private var packageOrder: [String] = []

    init(_ leaf: TemplateLevel, parameters: TemplateParameters) {
        let name = leaf.definition.name.name
        template = ResolvedTemplate(name: name, os: "", release: "", architecture: "amd64")
        places = TemplatePlaces(leaf: leaf)
        self.parameters = parameters
    }

    /// All that is wrong in the template that was applied last; nil for nothing.
    var error: SourceError? { SourceError(joining: problems) }

    /// Applies a template's lines; what is wrong is collected.
    mutating func apply(_ level: TemplateLevel) {
        problems = level.includeProblems
        seenHere = []
        lockedHere = []
        restrictedHere = []
        inheritedRoot = saidRoot
        // What other lines may say depends on the system, wherever its line stands.
        let first = ["os", "base"]
        let systems = first.flatMap { name in level.lines.filter { $0.line.keyword.name == name } }
        for line in systems + level.lines.filter({ !first.contains($0.line.keyword.name) }) {
            apply(line.line, line)
        }
        locked.formUnion(lockedHere)
        restricted.formUnion(restrictedHere)
        let known = Set(packageOrder)
        packageOrder += template.packages.map(\.name).filter { !known.contains($0) }.sorted()
    }

    private mutating func apply(_ line: TemplateLine, _ place: TemplateLevel.Line) {
        func report(_ message: String, _ range: SourceRange, hint: String? = nil) {
            problems.append(SourceError([Diagnostic(message, at: range, hint: hint)], in: place.source))
        }
        guard let keyword = TemplateKeyword(rawValue: line.keyword.name) else {
            let words = TemplateKeyword.allCases.map(\.rawValue)
            return report(
                "templates have no line \"\(line.keyword.name)\"",
                line.keyword.range,
                hint: NearestName.hint(for: line.keyword.name, in: words)
                    ?? "lines start with \(words.joined(separator: ", "))"
            )
        }
        if locked.contains(keyword.rawValue) {
            return report(
                "\"\(keyword.rawValue)\" is locked by a parent",
                line.keyword.range,
                hint: "the parent says lock \(keyword.rawValue)"
            )
        }
        var reader = TemplateLineReader(
            line: line,
            folder: place.folder,
            keyword: keyword,
            parameters: parameters
        )
        do {
            try apply(keyword, &reader)
            try reader.finish()
        } catch is TemplateParameters.OpenValue {
            hasOpenLines = true
            leaveOut(keyword)
        } catch let diagnostic as Diagnostic {
            problems.append(SourceError([diagnostic], in: place.source))
            leaveOut(keyword)
        } catch let error as FGError {
            report(error.message, line.range, hint: error.hint ?? keyword.usage)
            leaveOut(keyword)
        } catch {
            report("\(error)", line.range)
            leaveOut(keyword)
        }
        for fact in reader.facts {
            places.note(fact.key, TemplatePlaces.Place(source: place.source, range: fact.range))
        }
    }

    /// Marks what is no more known without a line of the keyword.
    private mutating func leaveOut(_ keyword: TemplateKeyword) {
        if [.base, .os, .arch, .snapshot, .repository].contains(keyword) { knowsArchives = false }
    }

    private mutating func apply(_ keyword: TemplateKeyword, _ reader: inout TemplateLineReader) throws {
        switch keyword {
        case .summary: template.summary = try once(&reader) { try $0.word("a text") }
        case .extends:
            _ = try once(&reader) { try $0.word("a parent") }
        case .include: throw reader.wrong("an include is resolved when its template is read")
        case .base:
            try once(&reader) { _ in }
            try applyBase(&reader)
        case .os:
            try once(&reader) { _ in }
            try applyOS(&reader)
        case .arch: template.architecture = try once(&reader) { try $0.choice(["amd64", "arm64", "i386"]) }
        case .snapshot:
            template.snapshot = try once(&reader) { reader in
                let text = try reader.word("a date")
                guard let time = Timestamp(parsing: text) else {
                    throw reader.wrong("\"\(text)\" is no date", hint: "write it like 2026-09-01")
                }
                return time
            }
        case .hostname:
            template.hostname = try once(&reader) {
                try $0.matching("a host name", TemplateLineReader.hostPattern)
            }
        case .kernel:
            try once(&reader) { _ in }
            template.kernel = try reader.matching(
                "a package",
                PackageLineForm(of: template).namePattern.text
            )
            if let line = try reader.named("cmdline") {
                guard !line.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
                    throw reader.wrong("a kernel's command line is one line of printable text")
                }
                template.kernelCommandLine = line
            }
        case .disk:
            try once(&reader) { _ in }
            template.disk = try reader.disk()
        case .context: template.context = try once(&reader) { try $0.context() }
        case .repository: try applyRepository(&reader)
        case .package: try applyPackages(&reader)
        case .locale: template.locales = try once(&reader) { try $0.locales() }
        case .timezone: template.timezone = try once(&reader) { try $0.timezone() }
        case .group: try applyGroup(&reader)
        case .user: try applyUser(&reader)
        case .root: try applyRoot(&reader)
        case .file: try applyFile(&reader)
        case .tree: try applyTree(&reader)
        case .run: try applyRun(&reader)
        case .service: try applyServices(&reader)
        case .parameter:
            let name = try reader.matching("a name", #"[A-Za-z_][A-Za-z0-9_-]*"#)
            try takeKey(name, &reader)
            _ = try reader.named("default")
            _ = try reader.named("pattern")
        case .lock:
            while let word = try reader.nextWord("a keyword") {
                guard let keyword = TemplateKeyword(rawValue: word), keyword != .include else {
                    throw reader.wrong("templates have no line \"\(word)\" to lock")
                }
                reader.set(word)
                lockedHere.insert(word)
            }
        case .restrict:
            while let word = try reader.nextWord("a keyword") {
                guard let keyword = TemplateKeyword(rawValue: word),
                    TemplateKeyword.restrictable.contains(keyword)
                else {
                    throw reader.wrong(
                        "\"\(word)\" has no tighter form",
                        hint: "lock \(word) forbids such lines; these can be restricted: "
                            + TemplateKeyword.restrictable.map(\.rawValue).joined(separator: ", ")
                    )
                }
                reader.set(word)
                restrictedHere.insert(keyword)
            }
        case .check:
            guard let command = try reader.named("command") else {
                throw reader.wrong("a check needs a command", hint: TemplateKeyword.check.usage)
            }
            reader.set("\(template.checks.count)")
            template.checks.append(
                ResolvedTemplate.Check(command: command, contains: try reader.named("contains"))
            )
        }
    }

    /// A line whose keyword stands once in a template.
    private mutating func once<Result>(
        _ reader: inout TemplateLineReader,
        _ body: (inout TemplateLineReader) throws -> Result
    ) throws -> Result {
        try takeKey("", &reader)
        return try body(&reader)
    }

    /// Marks a key of a keyword as set by this template.
    ///
    /// - Throws: a diagnostic when the same template has set it before.
    mutating func takeKey(_ key: String, _ reader: inout TemplateLineReader) throws {
        reader.set(key)
        guard seenHere.insert("\(reader.keyword.rawValue) \(key)").inserted else {
            throw reader.wrong(
                "\(reader.keyword.rawValue)\(key.isEmpty ? "" : " \(key)") stands twice in this template"
            )
        }
    }

    /// Fills in what the disk implies and gives the result.
    ///
    /// - Throws: `SourceError` when the template lacks what it needs.
    func finish(_ leaf: TemplateLevel) throws -> TemplateResolver.Resolution {
        guard hasOS || template.base != nil else {
            throw SourceError(
                [
                    Diagnostic(
                        "the template names no operating system",
                        at: leaf.definition.name.range,
                        hint: "add a line: os debian bookworm, extends TEMPLATE:REVISION, or a base"
                    )
                ],
                in: leaf.source
            )
        }
        var template = template
        // What a base has is found when its bytes are at hand: only then it is known what is needed besides.
        let implied = template.base == nil ? ImpliedPackages(of: template) : ImpliedPackages()
        let added = implied.complete(&template)
        template.users.sort { $0.name < $1.name }
        template.files.sort { $0.path < $1.path }
        template.trees?.sort { $0.path < $1.path }
        template.groups?.sort { $0.name < $1.name }
        template.repositories.sort { $0.name < $1.name }
        var places = places
        places.note(implied: added, kernel: template.kernel)
        if template.base == nil, let problem = RootFormatSupport.problem(of: template),
            let error = places.error([problem])
        {
            throw error
        }
        let facts = TemplateFacts(
            template: template,
            places: places,
            contents: contents,
            fileSources: fileSources,
            parameters: parameters
        )
        return TemplateResolver.Resolution(
            template: template,
            facts: facts.all,
            contents: contents,
            packageOrder: packageOrder + added.map(\.name).sorted(),
            places: places,
            basePath: basePath
        )
    }
}
