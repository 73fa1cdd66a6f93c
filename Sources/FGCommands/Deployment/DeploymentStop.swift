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
            options: [
                OptionSpecification("yes", summary: "do not ask before several are stopped"),
                OptionSpecification("dry-run", summary: "print what would be stopped"),
            ],
            fields: DeploymentFields.all,
            results: [
                .rows(DeploymentFields.all),
                .rows(BulkFields.of("deployment", results: ["stopped", "failed"]), "for several"),
            ],
            effect: .changes,
            summary: "stop deployments; what was written inside is gone",
            isLong: true
        )
    ) { invocation, context in
        let numbers = try invocation.integers("deployments")
        let deployments = context.session.deployments
        let isDryRun = context.isDryRun(invocation)
        if numbers.count == 1, !isDryRun {
            return .table(try await deployments.stop(numbers[0], progress: context.progress))
        }
        let plan = try await deployments.planStopping(numbers)
        if isDryRun { return .table(plan) }
        let action = "stop \(numbers.count) deployments"
        try await context.confirm(plan, of: action, isConfirmed: invocation.flag("yes"))
        return try await BulkChange(items: numbers, noun: "deployment", name: { .text("\($0)") }).run {
            _ = try await deployments.stop($0, progress: context.progress)
            return "stopped"
        }
    }
}
