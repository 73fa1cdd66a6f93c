package import FGCatalog
package import FGCore
import FGGenerator
package import FGLanguage

/// What a user does with templates.
package struct TemplateService: Sendable {
    let session: Session

    /// Reads the templates of a file; nothing is loaded when something in it is wrong.
    ///
    /// - Throws: `SourceError` with all that is wrong.
    package func load(_ file: FilePath, _ execution: Execution) async throws -> Table {
        let source = try Source(file: file)
        let folder = file.parent.canonical() ?? file.parent
        return Self.table(try save(try Self.definitions(in: source), in: source, folder: folder, execution))
    }

    /// The newest revision of a template that the user may revise.
    ///
    /// - Throws: `notFound`, `denied` in a session that only reads.
    package func revisable(_ name: String) async throws -> StoredTemplate {
        _ = try session.writable()
        return try session.services().catalog.template(name, revision: nil)
    }

    /// Keeps the text of a file as the next revision of a template; its `from=` files are seen from where they were.
    ///
    /// - Throws: `SourceError` with all that is wrong, `conflict` when another revision came meanwhile.
    package func revise(_ revision: StoredTemplate, with file: FilePath, _ execution: Execution) async throws
        -> Table
    {
        let source = try Source(file: file)
        let definitions = try Self.definitions(in: source)
        for definition in definitions where definition.name.name != revision.name {
            let hint = "a file with new templates is read by: template load FILE"
            let message = "this is the template \(revision.name), and no other"
            throw SourceError([Diagnostic(message, at: definition.name.range, hint: hint)], in: source)
        }
        let folder = revision.folder
        return Self.table(
            try save(definitions, in: source, folder: folder, replacing: revision.revision, execution)
        )
    }

    /// The templates of a text that has only templates.
    static func definitions(in source: Source) throws -> [TemplateDefinition] {
        let result = Parser.parse(source)
        var diagnostics = result.diagnostics
        let definitions = result.script.statements.compactMap { statement -> TemplateDefinition? in
            if case .template(let definition) = statement.kind { return definition }
            diagnostics.append(
                Diagnostic("only template blocks stand in a file to load", at: statement.range)
            )
            return nil
        }
        if diagnostics.isEmpty, definitions.isEmpty {
            diagnostics.append(Diagnostic("the file has no template", at: 0..<0, hint: "template NAME { … }"))
        }
        var names: Set<String> = []
        for definition in definitions where !names.insert(definition.name.name).inserted {
            let message = "the template \(definition.name.name) stands twice in this file"
            diagnostics.append(Diagnostic(message, at: definition.name.range))
        }
        guard diagnostics.isEmpty else { throw SourceError(diagnostics, in: source) }
        return definitions
    }

    /// Keeps a template that was typed or stands in a script.
    package func define(
        _ definition: TemplateDefinition,
        in source: Source,
        folder: FilePath,
        _ execution: Execution
    ) async throws -> Table {
        Self.table(try save([definition], in: source, folder: folder, execution))
    }

    /// Checks everything before anything is kept; a template may extend one that stands before it in the text.
    func save(
        _ definitions: [TemplateDefinition],
        in source: Source,
        folder: FilePath,
        replacing revision: Int? = nil,
        _ execution: Execution
    ) throws -> [StoredTemplate] {
        let services = try session.writable()
        let levels = definitions.map { TemplateLevel(definition: $0, source: source, folder: folder) }
        let drafts = levels.map { draft($0, replacing: revision) }
        func save(_ execution: Execution) throws -> [StoredTemplate] {
            try services.catalog.save(
                drafts,
                owner: session.user,
                project: session.project,
                time: session.now,
                execution
            )
        }
        var siblings: [String: TemplateLevel] = [:]
        for (level, planned) in zip(levels, try save(.rehearsal)) {
            try TemplateResolver.check(try chain(of: level, siblings: siblings))
            siblings["\(planned.name):\(planned.revision)"] = level
        }
        return try save(execution)
    }

    func draft(_ level: TemplateLevel, replacing revision: Int? = nil) -> TemplateDraft {
        TemplateDraft(
            name: level.definition.name.name,
            text: level.text,
            folder: level.folder,
            summary: level.summary,
            replaced: revision
        )
    }

    func chain(of level: TemplateLevel, siblings: [String: TemplateLevel] = [:]) throws
        -> [TemplateLevel]
    {
        let services = try session.services()
        return try TemplateResolver.chain(of: level) { name, revision in
            if let sibling = siblings["\(name):\(revision)"] { return sibling }
            let stored = try services.catalog.template(name, revision: revision)
            return try TemplateLevel(stored)
        }
    }

    /// A stored template's chain, root first.
    func chain(of reference: String) throws -> [TemplateLevel] {
        try chain(of: try TemplateLevel(stored(reference)))
    }

    /// A stored template, given as `NAME` or `NAME:REVISION`.
    func stored(_ reference: String) throws -> StoredTemplate {
        let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
        guard let name = parts.first else { throw FGError(.usage, "a template's name is empty") }
        guard parts.count == 2 else { return try session.services().catalog.template(name, revision: nil) }
        guard let revision = Int(parts[1]), revision > 0 else {
            throw FGError(.usage, "\"\(parts[1])\" is no revision", hint: "write NAME:2")
        }
        return try session.services().catalog.template(name, revision: revision)
    }

    /// A stored template with its parents merged, and the names of all of them with revisions, its own first.
    func resolve(_ reference: String, arguments: [String: String]) throws -> (
        lineage: [String], TemplateResolver.Resolution
    ) {
        let chain = try chain(of: reference)
        return (
            chain.reversed().map(\.source.name), try TemplateResolver.resolve(chain, arguments: arguments)
        )
    }

    /// The newest revision of every template.
    package func list() async throws -> Table {
        Self.table(try session.services().catalog.templates())
    }

    /// A template's text in canonical form.
    package func text(of reference: String) async throws -> String {
        try stored(reference).text
    }

    /// A template merged with its parents: each fact with its origin.
    package func resolved(_ reference: String, arguments: [String: String]) async throws -> Table {
        let (_, resolution) = try resolve(reference, arguments: arguments)
        return Table(
            columns: [Table.Column("fact"), Table.Column("origin")],
            rows: resolution.facts.map { [.text($0.text), .text($0.origin)] }
        )
    }

    /// What deleting templates would delete.
    ///
    /// - Throws: `usage` for one that is named twice.
    package func planDeletion(_ names: [String]) async throws -> Table {
        let found = try names.map(stored)
        guard Set(found.map(\.name)).count == names.count else {
            throw FGError(.usage, "a template is named twice")
        }
        return Self.table(found)
    }

    /// Deletes a template with its revisions.
    package func delete(_ name: String) async throws {
        let template = try stored(name)
        guard template.owner == session.user || session.isAdministrator else {
            throw FGError(.denied, "the template \(template.name) belongs to \(template.owner)")
        }
        _ = try session.writable().catalog.deleteTemplate(template.name)
    }

    static func table(_ templates: [StoredTemplate]) -> Table {
        Table(
            columns: ["name", "revision", "summary", "owner", "loaded"].map { Table.Column($0) },
            rows: templates.map {
                [
                    .text($0.name), .integer(Int64($0.revision)), .text($0.summary), .text($0.owner),
                    .date($0.loaded),
                ]
            }
        )
    }
}
