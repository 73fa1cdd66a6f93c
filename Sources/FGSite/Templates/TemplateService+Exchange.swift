import FGCatalog
package import FGCore
import FGGenerator
import FGLanguage

/// Templates as files that go from one site to another.
extension TemplateService {
    /// A template with all that it extends, as the text of one file: the root of the chain first.
    ///
    /// Files that its lines name are not in it; each is told as a note.
    /// - Throws: `conflict` when two revisions of one template are in the chain, which one file cannot hold.
    package func exported(_ reference: String, progress: ProgressHandler) async throws -> String {
        let chain = try chain(of: reference)
        var names: Set<String> = []
        for level in chain where !names.insert(level.definition.name.name).inserted {
            throw FGError(
                .conflict,
                "\(reference) extends two revisions of \(level.definition.name.name), which one file cannot hold",
                subject: level.definition.name.name,
                hint: "template graph shows the chain"
            )
        }
        for level in chain {
            for file in level.namedFiles {
                progress(
                    .note("\(level.source.name) names \(file.text), which is to go along: it is \(file.path)")
                )
            }
        }
        return chain.map { "# \($0.source.name)\n\($0.text)" }.joined(separator: "\n")
    }

    /// Reads the templates of a file as `load` does; one that extends another of the file extends the revision that this one
    /// gets here.
    ///
    /// - Throws: `SourceError` with all that is wrong; nothing is loaded then.
    package func importTemplates(_ file: FilePath, _ execution: Execution) async throws -> Table {
        let folder = file.parent.canonical() ?? file.parent
        var source = try Source(file: file)
        var revisions: [String: Int] = [:]
        let count = try Self.definitions(in: source).count
        for index in 0..<count {
            let definition = try Self.definitions(in: source)[index]
            let level = TemplateLevel(definition: definition, source: source, folder: folder)
            if let pin = try level.pin, let revision = revisions[pin.name], revision != pin.revision {
                source = try Self.replacing(pin.range, by: "\(pin.name):\(revision)", in: source)
            }
            let own = try Self.definitions(in: source)[index]
            let pinned = TemplateLevel(definition: own, source: source, folder: folder)
            revisions[own.name.name] = try plannedRevision(draft(pinned))
        }
        return Self.table(try save(try Self.definitions(in: source), in: source, folder: folder, execution))
    }

    private static func replacing(_ range: SourceRange, by text: String, in source: Source) throws -> Source {
        var bytes = source.bytes
        bytes.replaceSubrange(range, with: Array(text.utf8))
        return try Source(name: source.name, bytes: bytes, firstLine: source.firstLine)
    }
}
