import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `deployment show`: one deployment.
    static let deploymentShow = Command(
        signature: CommandSignature(
            noun: "deployment",
            verb: "show",
            arguments: [ArgumentSpecification("deployment", .deployment, summary: "its number")],
            fields: DeploymentFields.shown,
            results: [.record(DeploymentFields.shown)],
            effect: .reads,
            summary: "show a deployment"
        )
    ) { invocation, context in
        .record(try await context.session.deployments.show(try invocation.integer("deployment")))
    }
}
