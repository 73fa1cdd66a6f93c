import FGCore
import FGLanguage

/// Puts the lines of files into the places of the `include` lines that name them.
struct TemplateIncludes {
    private(set) var lines: [TemplateLevel.Line] = []
    private(set) var files: [FilePath] = []
    /// What is wrong with files and the lines that include them; what is right of the others is read.
    private(set) var problems: [SourceError] = []
    /// The files that include each other down to the one that is read: as they are named, and where they are.
    private var chain: [(name: String, place: FilePath)] = []

    private static let depthLimit = 8
    /// Files that include others twice grow fast.
    private static let lineLimit = 10_000
    private static let includeLimit = 1000
    private var includeCount = 0
    /// Whether a limit is reached: then nothing more is read.
    private var isFull = false

    /// Takes the lines of a template.
    mutating func expand(_ definition: TemplateDefinition, in source: Source, folder: FilePath) {
        expand(definition.lines, of: source, in: folder)
    }

    private mutating func expand(_ found: [TemplateLine], of source: Source, in folder: FilePath) {
        for line in found where !isFull {
            do {
                try take(line, of: source, in: folder)
            } catch let error as SourceError {
                problems.append(error)
            } catch {
                problems.append(Self.error("\(error)", at: line.range, in: source))
            }
        }
    }

    private mutating func take(_ line: TemplateLine, of source: Source, in folder: FilePath) throws {
        guard line.keyword.name == TemplateKeyword.include.rawValue else {
            guard chain.isEmpty || line.keyword.name != TemplateKeyword.extends.rawValue else {
                throw Self.error(
                    "an included file extends nothing",
                    at: line.keyword.range,
                    in: source,
                    hint: "the template that includes it has the line"
                )
            }
            guard lines.count < Self.lineLimit else {
                isFull = true
                throw Self.error(
                    "the template has more than \(Self.lineLimit) lines",
                    at: line.range,
                    in: source
                )
            }
            lines.append(TemplateLevel.Line(line: line, source: source, folder: folder))
            return
        }
        guard line.arguments.count == 1, line.arguments[0].name == nil else {
            throw Self.error(
                "include takes one file",
                at: line.range,
                in: source,
                hint: TemplateKeyword.include.usage
            )
        }
        try include(line.arguments[0].value, of: source, in: folder)
    }

    private mutating func include(_ word: Word, of source: Source, in folder: FilePath) throws {
        func wrong(_ message: String, hint: String? = nil) -> SourceError {
            Self.error(message, at: word.range, in: source, hint: hint)
        }
        guard let text = word.literal else {
            throw wrong(
                "an included file has no parameters in its name",
                hint: "it is read when the template is"
            )
        }
        guard let place = FilePath(text).resolved(in: folder).canonical(), place.status()?.kind == .file
        else {
            throw wrong("there is no file \(text)", hint: "the path is seen from \(folder)")
        }
        // As a reader finds it from where the including text is.
        let name = FilePath(text).resolved(in: FilePath(source.name).parent).string
        let names = chain.map(\.name) + [name]
        guard !chain.contains(where: { $0.place == place }) else {
            throw wrong("\(name) includes itself", hint: names.joined(separator: " includes "))
        }
        guard chain.count < Self.depthLimit else {
            throw wrong(
                "files include each other deeper than \(Self.depthLimit)",
                hint: names.joined(separator: " includes ")
            )
        }
        includeCount += 1
        guard includeCount <= Self.includeLimit else {
            isFull = true
            throw wrong("the template includes more than \(Self.includeLimit) files")
        }
        let included: Source
        do {
            included = try Source(name: name, bytes: place.readBytes(limit: 1 << 20))
        } catch let error as FGError {
            throw wrong(error.message, hint: error.hint)
        }
        let parsed = Parser.parseTemplateLines(included)
        guard parsed.diagnostics.isEmpty else { throw SourceError(parsed.diagnostics, in: included) }
        if !files.contains(place) { files.append(place) }
        chain.append((name, place))
        expand(parsed.lines, of: included, in: place.parent)
        chain.removeLast()
    }

    private static func error(
        _ message: String,
        at range: SourceRange,
        in source: Source,
        hint: String? = nil
    )
        -> SourceError
    {
        SourceError([Diagnostic(message, at: range, hint: hint)], in: source)
    }
}
