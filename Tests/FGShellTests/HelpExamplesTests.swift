import FGCore
import FGLanguage
import Testing

@testable import FGShell

struct HelpExamplesTests {
    private static let folder = FilePath(#filePath).parent.parent.parent / "help"

    @Test func `every example of a help page is a statement without an error`() throws {
        for name in try Self.folder.entries() where name.hasSuffix(".md") {
            let source = Source(name: name, text: try Self.examples(of: Self.folder / name))
            #expect(Interpreter.check(source, variables: []).1.map(\.message) == [], "\(name)")
        }
    }

    @Test func `every script and template of the examples is without an error`() throws {
        let examples = Self.folder / "examples"
        for name in try examples.entries() {
            let source = try Source(file: examples / name)
            #expect(Interpreter.check(source, variables: []).1.map(\.message) == [], "\(name)")
        }
    }

    private static func examples(of page: FilePath) throws -> String {
        var isExample = false
        var text = ""
        for line in try page.readText().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isExample = !isExample && line.hasPrefix("```fg")
            } else if isExample {
                text += line + "\n"
            }
        }
        return text
    }
}
