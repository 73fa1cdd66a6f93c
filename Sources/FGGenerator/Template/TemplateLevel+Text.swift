package import FGCore
import FGLanguage

/// A template as it is kept.
extension TemplateLevel {
    /// The template block in canonical form; lines of included files stand in it, so that it is whole by itself.
    package var text: String {
        guard !includedFiles.isEmpty else { return Self.formatted(definition, in: source) }
        let lines = lines.map { "    \($0.text(seenFrom: folder))\n" }
        let whole = "template \(definition.name.name) {\n\(lines.joined())}\n"
        let source = Source(name: source.name, text: whole)
        guard case .template(let definition) = Parser.parse(source).script.statements.first?.kind else {
            return whole
        }
        return Self.formatted(definition, in: source)
    }

    /// What the template is for, in a line; empty where it does not say so.
    package var summary: String {
        lines.first { $0.line.keyword.name == "summary" }?.line.arguments.first?.value.literal ?? ""
    }

    /// The files and folders that its lines name, as they stand there and where they are; not those that are named through a
    /// parameter.
    package var namedFiles: [(text: String, path: FilePath)] {
        lines.flatMap { line in
            line.line.arguments.compactMap { argument in
                guard let name = argument.name?.name, let text = argument.value.literal,
                    TemplateKeyword(rawValue: line.line.keyword.name)?.isFile(name) ?? false
                else { return nil }
                return (text, FilePath(text).resolved(in: line.folder))
            }
        }
    }

    private static func formatted(_ definition: TemplateDefinition, in source: Source) -> String {
        let statement = Statement(kind: .template(definition), range: definition.range)
        return ScriptFormatter.format(source, Script(statements: [statement], comments: []))
    }
}

extension TemplateLevel.Line {
    /// The line, its files named as they are seen from a folder.
    fileprivate func text(seenFrom other: FilePath) -> String {
        let words = line.arguments.map { argument -> String in
            let text = source.text(argument.range)
            guard let name = argument.name?.name, folder != other,
                TemplateKeyword(rawValue: line.keyword.name)?.isFile(name) ?? false,
                argument.value.literal?.hasPrefix("/") != true
            else { return text }
            return "\(name)=\(prefix(from: other))\(source.text(argument.value.range))"
        }
        return ([line.keyword.name] + words).joined(separator: " ")
    }

    /// The way to the line's folder, in quotes: the text behind it is one word with it.
    private func prefix(from other: FilePath) -> String {
        let base = (other.canonical() ?? other).string
        let root = base.hasSuffix("/") ? base : base + "/"
        let way = folder.string.hasPrefix(root) ? String(folder.string.dropFirst(root.count)) : folder.string
        return TemplateFacts.quoted(way.hasSuffix("/") ? way : way + "/")
    }
}
