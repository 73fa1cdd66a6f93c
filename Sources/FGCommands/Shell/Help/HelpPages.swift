package import FGCore
package import FGLanguage
import Glibc

/// The pages of `help/`: one for each command and topic, in Markdown.
package enum HelpPages {
    /// The table whose commands the pages describe.
    private static var table: CommandTable { CommandRegistry.table }

    /// The name of a command's page.
    package static func name(of signature: CommandSignature) -> String {
        signature.name.replacing(" ", with: "-")
    }

    /// The names of the pages that belong to no command, sorted; empty where there are no pages.
    package static func topics() throws -> [String] {
        let names = Set(table.signatures.map(name))
        let pages = try folder()?.entries().filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
        return (pages ?? []).filter { !names.contains($0) }.sorted()
    }

    /// The page of a command, a noun or a topic, complete.
    ///
    /// - Throws: `notFound` with the nearest names.
    package static func page(_ words: [String]) throws -> String {
        let typed = words.joined(separator: " ").split(separator: " ").joined(separator: " ")
        let spaced = typed.replacing("-", with: " ")
        if let signature = table[typed] ?? table.signatures.first(where: { name(of: $0) == typed }) {
            return CommandPage(signature, table).markdown(try text(name(of: signature)))
        }
        if table.nouns.contains(typed) { return HelpOverview.page(ofNoun: typed, table) }
        let topic = typed.replacing(" ", with: "-")
        for name in [topic, synonyms[typed]].compactMap(\.self) {
            if let page = try self.topic(name) { return page }
        }
        if let signature = table[spaced] { return try page([signature.name]) }
        let known = table.signatures.map(\.name) + table.nouns + (try topics())
        throw FGError(
            .notFound,
            "there is no help on \"\(typed)\"",
            hint: NearestName.hint(for: typed, in: Set(known)) ?? hint(forVerb: typed)
                ?? "help lists the commands, and help search WORD looks into every page"
        )
    }

    /// The commands that have a verb as it was probably meant; nil for none.
    private static func hint(forVerb typed: String) -> String? {
        let near = NearestName.candidates(for: typed, in: Set(table.signatures.map(\.verb)), limit: 1)
        let names = table.signatures.filter { near.contains($0.verb) }.map(\.name).prefix(3)
        return names.isEmpty ? nil : "there is help on \(names.joined(separator: ", "))"
    }

    /// A topic's page, complete; nil where there is none.
    static func topic(_ name: String) throws -> String? {
        guard let page = try text(name) else { return nil }
        return name == "settings" ? page.replacing("{settings}", with: SettingsList.markdown) : page
    }

    /// What a page's file says; nil where there is none.
    static func text(_ name: String) throws -> String? {
        guard name.allSatisfy({ $0.isLetter || $0 == "-" }), let folder = try folder() else { return nil }
        let file = folder / (name + ".md")
        return file.exists ? try file.readText() : nil
    }

    /// The first sentence of a page's file: what it is about.
    static func summary(_ name: String) throws -> String {
        let lines = try text(name)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        let paragraph = lines.drop { $0.isEmpty || $0.hasPrefix("#") }.prefix { !$0.isEmpty }
        let text = paragraph.joined(separator: " ")
        let end = text.firstRange(of: #/[.:;](?= |$)/#)?.lowerBound ?? text.endIndex
        return String(text[..<end].filter { $0 != "`" })
    }

    /// Words that people look up, and the page that has them.
    private static let synonyms = [
        "where": "conditions", "and": "conditions", "or": "conditions", "not": "conditions",
        "me": "conditions", "sort": "language", "columns": "language", "first": "language",
        "count": "language", "each": "statements", "let": "values", "for": "statements", "if": "statements",
        "else": "statements", "try": "statements", "atomic": "statements", "def": "statements",
        "alias": "statements", "explain": "statements", "time": "statements",
        "template": "templates", "shellrc": "environment", "exit-status": "exit-codes",
        "exit status": "exit-codes", "status": "exit-codes",
    ]

    /// Where the pages are: `$FGSHELL_HELP`, beside the installed program, or in the checkout it was built in.
    package static func folder() throws -> FilePath? {
        if let given = getenv("FGSHELL_HELP") { return FilePath(String(cString: given)) }
        guard var path = FilePath("/proc/self/exe").canonical() else { return nil }
        let installed = path.parent.parent / "share" / "fgshell" / "help"
        if installed.isFolder { return installed }
        while path.string != "/" {
            path = path.parent
            if (path / "help" / "image-list.md").exists { return path / "help" }
        }
        return nil
    }
}
