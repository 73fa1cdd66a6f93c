import FGVerifier
import Testing

struct CheckRegistryTests {
    @Test func `every check has its own id, a summary and a remedy`() {
        #expect(Set(CheckRegistry.all.map(\.id)).count == CheckRegistry.all.count)
        for check in CheckRegistry.all {
            #expect(!check.summary.isEmpty)
            #expect(!check.remedy.isEmpty)
        }
    }

    @Test func `a template's own check blocks`() {
        #expect(CheckRegistry.check("template.check-3").severity == .block)
    }
}
