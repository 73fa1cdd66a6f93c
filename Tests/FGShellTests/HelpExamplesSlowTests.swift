import FGCore
import FGProcess
import Testing

/// The examples that build an image and start machines, in one site, in the order that a user has for them.
@Suite(.serialized)
struct HelpExamplesSlowTests {
    private static let order = [
        "generate", "template-check", "image-find", "image-outdated", "image-export",
        "image-rebuild", "image-evict", "site-pin", "verify", "rain",
        "deployment-show",
        "deployment-console", "deployment-ssh",
        "deployment-stop",
    ]

    @Test func `every page with a slow example is in the order`() throws {
        let pages = try HelpPage.all().filter { try HelpPage($0).examples.contains(where: \.isSlow) }
        #expect(pages.sorted() == Self.order.sorted())
    }

    @Test func `the slow examples of the pages run`() async throws {
        try await TemporaryFolder.with { folder in
            let site = HelpSite(folder)
            try site.prepareFiles()
            do {
                for name in Self.order {
                    for example in try HelpPage(name).examples where example.isSlow {
                        let result = try await site.run(example.statements)
                        // Every later example needs what the earlier ones made.
                        try #require(result.status == 0, "\(example.statements)\(result.errorText)")
                    }
                }
            } catch {
                _ = try await site.run("deployment stop 1")
                throw error
            }
            let running = try await site.run("deployment list | where state == running | count")
            #expect(running.outputText == "0\n")
        }
    }
}
