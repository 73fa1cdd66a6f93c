import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `deployment console`: what the machine wrote to its serial console.
    static let deploymentConsole = Command(
        signature: CommandSignature(
            noun: "deployment",
            verb: "console",
            arguments: [ArgumentSpecification("deployment", .deployment, summary: "its number")],
            results: [.text()],
            effect: .reads,
            summary: "print a machine's serial console"
        )
    ) { invocation, context in
        .text(try await context.session.deployments.console(of: try invocation.integer("deployment")))
    }
}
