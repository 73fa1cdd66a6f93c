import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `rain`: deploys an image to a target.
    static let rain = Command(
        signature: CommandSignature(
            verb: "rain",
            arguments: [
                ArgumentSpecification("image", .image, summary: "which image"),
                ArgumentSpecification("on", .keyword("on"), summary: "the word on"),
                ArgumentSpecification("target", .target, summary: "where"),
            ],
            options: [
                OptionSpecification("count", .integer(1...64), standard: "1", summary: "how many machines"),
                OptionSpecification("cpus", .integer(1...256), standard: "2", summary: "processors of each"),
                OptionSpecification("memory", .size, standard: "1GiB", summary: "memory of each"),
                OptionSpecification("disk", .size, standard: "the image's own", summary: "disk of each"),
                OptionSpecification(
                    "key",
                    .file,
                    standard: "one made for the deployment",
                    summary: "a public ssh key that may log in"
                ),
                OptionSpecification("user-data", .file, summary: "user data for an image with cloud-init"),
                OptionSpecification("generate", summary: "generate and verify first what is missing"),
                OptionSpecification("dry-run", summary: "print what would be started"),
            ],
            fields: DeploymentFields.all,
            results: [.rows(DeploymentFields.all), .record(DeploymentFields.plan, "with --dry-run")],
            effect: .changes,
            summary: "deploy an image to a target",
            isLong: true
        )
    ) { invocation, context in
        let request = RainRequest(
            image: try invocation.text("image"),
            target: try invocation.text("target"),
            count: try invocation.optionalInteger("count") ?? 1,
            cpus: try invocation.optionalInteger("cpus"),
            memory: try invocation.optionalSize("memory"),
            disk: try invocation.optionalSize("disk"),
            key: try invocation.optionalText("key").map { context.path($0) },
            userData: try invocation.optionalText("user-data").map { context.path($0) },
            generatesMissing: invocation.flag("generate")
        )
        if context.isDryRun(invocation) {
            return .record(try await context.session.deployments.plan(request))
        }
        return .table(try await context.session.deployments.rain(request, progress: context.progress))
    }
}
