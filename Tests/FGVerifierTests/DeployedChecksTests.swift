import FGCore
import FGProcess
import Testing

@testable import FGVerifier

struct DeployedChecksTests {
    private static let template = Digest(of: "template")

    private static func failed(
        user: String = "ada",
        release: String = "TEMPLATE=t\nTEMPLATE_DIGEST=\(template)",
        routes: String = "Iface\tDestination\nens2\t00000000",
        end: String = "@@fgshell end\n",
        status: Int32 = 0
    ) -> [String] {
        let sections = [("user", user), ("release", release), ("address", routes)]
        let text = sections.map { "@@fgshell \($0)\n\($1)\n" }.joined() + end
        let answer = CommandResult(status: status, output: Array(text.utf8), errorText: "denied")
        let expectation = DeployedChecks.Expectation(login: "ada", template: template)
        return DeployedChecks.verdicts(answer, expectation, milliseconds: 20_000)
            .filter { $0.outcome == .fail }.map(\.check)
    }

    @Test func `a sound machine fails nothing`() {
        #expect(Self.failed() == [])
    }

    @Test func `a machine that breaks one check fails exactly it`() {
        #expect(Self.failed(user: "eve") == ["dep.user"])
        #expect(Self.failed(release: "TEMPLATE_DIGEST=sha256:0000") == ["dep.identity"])
        #expect(Self.failed(routes: "Iface\tDestination") == ["dep.net"])
        #expect(Self.failed(end: "", status: 255) == ["dep.user"])
    }

    @Test func `every check of a deployment is in the registry`() {
        let answer = CommandResult(status: 0, output: Array("@@fgshell end\n".utf8), errorText: "")
        let expectation = DeployedChecks.Expectation(login: "ada", template: nil)
        let verdicts = DeployedChecks.verdicts(answer, expectation, milliseconds: 1)
        let registered = CheckRegistry.all.filter { $0.phase == .deployed }.map(\.id)
        #expect(verdicts.map(\.check).sorted() == registered.sorted())
    }
}
