import FGCore
import Testing

/// A page of `help/`, as far as its examples go.
struct HelpPage {
    /// A block of statements and, where the page shows it, what they print.
    struct Example: Sendable {
        let statements: String
        let isSlow: Bool
        var output: String?
    }

    static let folder = FilePath(#filePath).parent.parent.parent / "help"

    let name: String
    private(set) var examples: [Example] = []

    /// Reads a page: blocks marked `fg` or `fg slow`, and a `text` block after one of them.
    init(_ name: String) throws {
        self.name = name
        var block: (mark: String, text: String)?
        for line in try file.readText().split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                block?.text += line + "\n"
                continue
            }
            guard let (mark, text) = block else {
                block = (String(line.dropFirst(3)), "")
                continue
            }
            block = nil
            if mark == "fg" || mark == "fg slow" {
                examples.append(Example(statements: text, isSlow: mark == "fg slow"))
            } else if mark == "text", !examples.isEmpty {
                examples[examples.count - 1].output = text
            }
        }
    }

    var file: FilePath { Self.folder / (name + ".md") }

    /// The names of all pages.
    static func all() throws -> [String] {
        try folder.entries().filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
    }

    /// Puts what an example printed in the place of what the page shows.
    func take(_ output: String, for example: Example) throws {
        guard let before = example.output, before != output else { return }
        let text = try file.readText()
        let block = "```fg\n\(example.statements)```\n\n```text\n"
        #expect(text.contains(block + before))
        try file.write(text.replacing(block + before, with: block + output))
    }
}
