import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `deployment ssh`: logs in, or runs a command inside.
    static let deploymentSSH = Command(
        signature: CommandSignature(
            noun: "deployment",
            verb: "ssh",
            arguments: [ArgumentSpecification("deployment", .deployment, summary: "its number")],
            options: [
                OptionSpecification(
                    "identity",
                    .file,
                    standard: "the one made for the deployment",
                    summary: "the private key"
                ),
                OptionSpecification(
                    "user",
                    .text,
                    standard: "the user that the deployment's key belongs to",
                    summary: "who to log in as"
                ),
            ],
            trailing: "COMMAND",
            effect: .reads,
            summary: "log in to a deployment by ssh, or run a command there",
            isLong: true
        )
    ) { invocation, context in
        try await context.session.deployments.ssh(
            try invocation.integer("deployment"),
            identity: try invocation.optionalText("identity").map { context.path($0) },
            user: try invocation.optionalText("user"),
            command: invocation.trailing
        )
        return .null
    }
}
