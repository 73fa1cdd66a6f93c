import FGCore
import FGLanguage
import Testing

@testable import FGCommands

struct HelpPagesTests {
    private static let folder = FilePath(#filePath).parent.parent.parent / "help"
    private static let signatures = CommandRegistry.table.signatures
    /// Pages that belong to no command.
    private static let topics = [
        "bases", "batch", "conditions", "environment", "exit-codes", "formats", "keys", "language", "names",
        "operations", "progress", "prompt", "reproducible",
        "settings", "statements", "templates", "values",
    ]

    private static func pages() throws -> [String] {
        try folder.entries().filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
    }

    private static func file(of signature: CommandSignature) throws -> String {
        try (folder / (HelpPages.name(of: signature) + ".md")).readText()
    }

    @Test func `every command has a summary and a page, and every page belongs to a command or a topic`()
        throws
    {
        for signature in Self.signatures { #expect(!signature.summary.isEmpty, "\(signature.name)") }
        let names = Self.signatures.map(HelpPages.name)
        #expect(try Set(Self.pages()).symmetricDifference(names + Self.topics) == [])
    }

    @Test func `every command that changes something has a dry run`() {
        for signature in Self.signatures where signature.effect != .reads {
            #expect(signature.options.contains { $0.name == "dry-run" }, "\(signature.name)")
        }
    }

    @Test func `arguments, options and fields are described in the table, and no page repeats it by hand`()
        throws
    {
        for signature in Self.signatures {
            let meanings =
                signature.arguments.map(\.summary) + signature.options.map(\.summary)
                + signature.fields.map(\.summary)
            #expect(!meanings.contains(""), "\(signature.name) has a word without a meaning")
            let text = try Self.file(of: signature)
            #expect(text.hasPrefix("# \(signature.name)\n"))
            for title in [
                "Synopsis", "Arguments", "Options", "Condition", "Fields of the result", "Commands",
            ] {
                #expect(
                    !text.contains("\n## \(title)\n"),
                    "\(signature.name): help shows \"\(title)\" from the table; the page leaves it out"
                )
            }
            #expect(!text.contains("    \(signature.name) "), "\(signature.name): the synopsis is generated")
        }
    }

    @Test func `the page that is shown has the synopsis and a line for every argument, option and field`()
        throws
    {
        for signature in Self.signatures {
            let page = try HelpPages.page(signature.name.split(separator: " ").map(String.init))
            #expect(page.hasPrefix("# \(signature.name)\n\n    \(signature.synopsis)\n"))
            let terms =
                signature.arguments.filter { $0.synopsis.uppercased() == $0.synopsis }.map(\.synopsis)
                + signature.options.map(\.synopsis) + signature.results.flatMap(\.fields).map(\.name) + [
                    "--help"
                ]
            for term in terms { #expect(page.contains("\n- `\(term)` "), "\(signature.name) \(term)") }
            #expect(page.contains("\n## Examples\n"))
        }
    }

    @Test func `values and what stands for a word that is left out are said`() throws {
        let page = try HelpPages.page(["rain"])
        #expect(page.contains("`--count N`          how many machines; 1 to 64; by default 1\n"))
        #expect(
            try HelpPages.page(["image", "export"]).contains(
                "`--to FILE`            the file to write; required"
            )
        )
    }
}
