package import FGCore
package import FGLanguage

/// One template of a chain, with the text it stands in.
package struct TemplateLevel: Sendable {
    /// A line with the text that it stands in.
    struct Line: Sendable {
        let line: TemplateLine
        let source: Source
        /// The folder that the files it names are seen from.
        let folder: FilePath
    }

    package let definition: TemplateDefinition
    package let source: Source
    /// The folder that its `from=` and `key=` files are seen from.
    package let folder: FilePath
    /// Its lines, those of included files in their places.
    let lines: [Line]
    /// The files that it includes, each once.
    package let includedFiles: [FilePath]
    /// What is wrong with these; merging tells it.
    let includeProblems: [SourceError]

    /// Takes a template with the lines of the files that it includes.
    package init(definition: TemplateDefinition, source: Source, folder: FilePath) {
        self.definition = definition
        self.source = source
        self.folder = folder
        var includes = TemplateIncludes()
        includes.expand(definition, in: source, folder: folder)
        lines = includes.lines
        includedFiles = includes.files
        includeProblems = includes.problems
    }

    /// Reads the one template block of a text.
    ///
    /// - Throws: `SourceError` with all that is wrong.
    package init(parsing text: String, name: String, folder: FilePath) throws {
        let source = Source(name: name, text: text)
        let result = Parser.parse(source)
        guard result.diagnostics.isEmpty,
            case .template(let definition) = result.script.statements.first?.kind
        else {
            let missing = Diagnostic("this is no template", at: 0..<0, hint: "template NAME { … }")
            throw SourceError(result.diagnostics.isEmpty ? [missing] : result.diagnostics, in: source)
        }
        self.init(definition: definition, source: source, folder: folder)
    }

    /// The template that this one extends.
    struct Parent {
        let name: String
        let revision: Int
        /// Where it is named.
        let range: SourceRange
    }

    /// `NAME:REVISION` of the template that this one extends, if any.
    ///
    /// - Throws: `SourceError` when it is not pinned to a revision.
    package func parentTitle() throws -> String? {
        try parent().map { "\($0.name):\($0.revision)" }
    }

    /// The parent's name and revision, and where they stand, if the template extends one.
    ///
    /// - Throws: `SourceError` when it is not pinned to a revision.
    package var pin: (name: String, revision: Int, range: SourceRange)? {
        get throws { try parent().map { ($0.name, $0.revision, $0.range) } }
    }

    /// The parent, if the template extends one.
    ///
    /// - Throws: `SourceError` when it is not pinned to a revision.
    func parent() throws -> Parent? {
        guard let line = definition.lines.first(where: { $0.keyword.name == "extends" }) else { return nil }
        let range = line.arguments.first?.range ?? line.range
        let text = line.arguments.first?.value.literal ?? ""
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let revision = Int(parts[1]), revision > 0, !parts[0].isEmpty else {
            throw error(
                "a parent is pinned to a revision",
                at: range,
                hint: "write extends NAME:REVISION; template list shows revisions"
            )
        }
        return Parent(name: String(parts[0]), revision: revision, range: range)
    }

    /// An error at a place of the template's text.
    func error(_ message: String, at range: SourceRange, hint: String? = nil) -> SourceError {
        SourceError([Diagnostic(message, at: range, hint: hint)], in: source)
    }
}
