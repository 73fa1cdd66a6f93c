import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `deployment stop`: shuts the machine down and removes its overlay.
    static let deploymentStop = Command(
        signature: CommandSignature(
            noun: "deployment",
            verb: "stop",
            arguments: [
                ArgumentSpecification("deployments", .deployment, .oneOrMore, summary: "their numbers")
            ],
            options: [OptionSpecification("dry-run", summary: "print what would be stopped")],
            fields: DeploymentFields.all,
            effect: .changes,
            summary: "stop deployments; what was written inside is gone",
            isLong: true
        )
    ) { invocation, context in
        let numbers = try invocation.integers("deployments")
        if context.isDryRun(invocation) {
            return .table(try await context.session.deployments.list(numbers: numbers))
        }
        return .table(try await context.session.deployments.stop(numbers, progress: context.progress))
    }
}
