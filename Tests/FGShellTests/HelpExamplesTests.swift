import FGCore
import FGLanguage
import FGProcess
import Testing

@testable import FGShell

/// The examples of the help pages are run as they stand, by the program that users run.
///
/// To take a new output over after looking at it, set `FGSHELL_TAKE_EXPECTED`.
struct HelpExamplesTests {
    @Test func `every example of a help page is a statement without an error`() throws {
        for name in try HelpPage.all() {
            let text = try HelpPage(name).examples.map(\.statements).joined()
            let source = Source(name: name, text: text)
            #expect(Interpreter.check(source, nil, in: nil).1.map(\.message) == [], "\(name)")
            #expect(!text.isEmpty, "\(name) has no example")
        }
    }

    @Test func `every script and template of the examples is without an error`() throws {
        let examples = HelpPage.folder / "examples"
        for name in try examples.entries() where name.hasSuffix(".fg") {
            let source = try Source(file: examples / name)
            #expect(Interpreter.check(source, nil, in: nil).1.map(\.message) == [], "\(name)")
        }
        let source = try Source(file: HelpPage.folder.parent / "shellrc.example")
        #expect(Interpreter.check(source, nil, in: nil).1.map(\.message) == [])
    }

    @Test(arguments: try HelpPage.all())
    func `the examples of a page run, and print what it shows`(_ name: String) async throws {
        let page = try HelpPage(name)
        let examples = page.examples.filter { !$0.isSlow }
        guard !examples.isEmpty else { return }
        try await TemporaryFolder.with { folder in
            let site = HelpSite(folder)
            try await site.prepare()
            for example in examples {
                let result = try await site.run(example.statements)
                #expect(result.status == 0, "\(example.statements)\(result.errorText)")
                guard let output = example.output else { continue }
                let isSame = site.comparable(result.outputText) == site.comparable(output)
                if FilePath.isTakingExpected, !isSame {
                    try page.take(site.shown(result.outputText), for: example)
                }
                #expect(isSame, "\(example.statements)\(result.outputText)")
            }
        }
    }
}
