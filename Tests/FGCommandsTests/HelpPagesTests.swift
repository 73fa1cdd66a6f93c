import FGCore
import FGLanguage
import Testing

@testable import FGCommands

struct HelpPagesTests {
    private static let folder = FilePath(#filePath).parent.parent.parent / "help"
    /// Pages that belong to no command.
    private static let topics = [
        "batch", "conditions", "environment", "exit-status", "keys", "language", "names", "prompt",
        "templates",
    ]

    private static func pages() throws -> [String] {
        try folder.entries().filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
    }

    @Test func `every command has a summary and a page, and every page belongs to a command or a topic`()
        throws
    {
        let signatures = CommandRegistry.table.signatures
        for signature in signatures { #expect(!signature.summary.isEmpty, "\(signature.name)") }
        let names = signatures.map { $0.name.replacing(" ", with: "-") }
        #expect(try Set(Self.pages()).symmetricDifference(names + Self.topics) == [])
    }

    @Test func `every command that changes something has a dry run`() {
        for signature in CommandRegistry.table.signatures where signature.effect != .reads {
            #expect(signature.options.contains { $0.name == "dry-run" }, "\(signature.name)")
        }
    }

    @Test func `every option of a command is named on its page`() throws {
        for signature in CommandRegistry.table.signatures {
            let page = signature.name.replacing(" ", with: "-")
            let text = try (Self.folder / "\(page).md").readText()
            for option in signature.options {
                #expect(text.contains("--\(option.name)"), "\(signature.name) --\(option.name)")
            }
        }
    }
}
