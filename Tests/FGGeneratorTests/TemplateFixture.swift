import FGCore
import FGGenerator
import FGLanguage
import FGProcess

/// Templates of texts, with the errors that come of them.
enum TemplateFixture {
    /// Merges texts, the first one at the root of the chain; files are seen from `folder`.
    static func resolve(
        _ texts: [String],
        in folder: FilePath = "/",
        arguments: [String: String] = [:]
    ) throws -> TemplateResolver.Resolution {
        let chain = try texts.map { try TemplateLevel(parsing: $0, name: "t.fg", folder: folder) }
        return try TemplateResolver.resolve(chain, arguments: arguments)
    }

    /// Merges the lines of a template of Debian.
    static func resolve(lines: String, in folder: FilePath = "/") throws -> TemplateResolver.Resolution {
        try resolve(["template a {\n os debian bookworm\n \(lines)\n}"], in: folder)
    }

    /// The first error of texts, with its place; nil when nothing is wrong.
    static func error(_ texts: [String], in folder: FilePath = "/") -> String? {
        do {
            _ = try resolve(texts, in: folder)
            return nil
        } catch let error as SourceError {
            return "\(error.source.place(of: error.diagnostics[0].range)) \(error.diagnostics[0].message)"
        } catch {
            return "\(error)"
        }
    }

    /// The first error of a template of Debian with these lines, from line 3 on.
    static func error(lines: String, in folder: FilePath = "/") -> String? {
        error(["template a {\n os debian bookworm\n \(lines)\n}"], in: folder)
    }
}
