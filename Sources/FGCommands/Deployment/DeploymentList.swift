import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `deployment list`: what runs and what ran.
    static let deploymentList = Command(
        signature: CommandSignature(
            noun: "deployment",
            verb: "list",
            fields: DeploymentFields.all,
            effect: .reads,
            summary: "list deployments"
        )
    ) { _, context in
        .table(try await context.session.deployments.list())
    }
}
