import FGLanguage

/// The fields of rows about deployments.
enum DeploymentFields {
    static let all: [FieldSpecification] = [
        FieldSpecification("id", .integer, "its number"),
        FieldSpecification("image", .text, "the version it runs"),
        FieldSpecification("target", .text, "where it runs"),
        FieldSpecification("state", .text, "how it is", values: states),
        FieldSpecification("owner", .text, "who deployed it"),
        FieldSpecification("created", .date, "since when"),
        FieldSpecification("ended", .date, "until when"),
        FieldSpecification("ssh", .text, "where ssh answers"),
        FieldSpecification("cpus", .integer, "processors"),
        FieldSpecification("memory", .size, "memory"),
        FieldSpecification("reason", .text, "why it ended"),
    ]

    /// The record of `deployment show`.
    static let shown = all + [FieldSpecification("reach", .text, "how to log in")]

    /// The record of `rain --dry-run`.
    static let plan: [FieldSpecification] = [
        FieldSpecification("image", .text, "the version that would run"),
        FieldSpecification("target", .text, "where"),
        FieldSpecification("count", .integer, "how many machines"),
        FieldSpecification("cpus", .integer, "processors of each"),
        FieldSpecification("memory", .size, "memory of each"),
    ]

    private static let states = ["starting", "running", "stopping", "stopped", "failed"]
}
