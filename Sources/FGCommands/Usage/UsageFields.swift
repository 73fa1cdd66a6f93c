import FGLanguage

/// The fields of rows about use.
enum UsageFields {
    /// The rows of `image history`.
    static let events: [FieldSpecification] = [
        FieldSpecification("time", .date, "when it ended"),
        FieldSpecification("kind", .text, "what was done", values: kinds + ["channel"]),
        FieldSpecification("user", .text, "who did it"),
        FieldSpecification("project", .text, "in which project"),
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("outcome", .text, "how it ended", values: ["done", "failed", "cancelled"]),
        FieldSpecification("duration", .duration, "how long it took"),
        FieldSpecification("bytes", .size, "how many bytes it moved"),
        FieldSpecification("detail", .text, "what else is worth knowing"),
    ]

    /// The rows of `usage`.
    static let summary: [FieldSpecification] = [
        FieldSpecification("user", .text, "who"),
        FieldSpecification("image", .text, "which image"),
        FieldSpecification("kind", .text, "what was done", values: kinds),
        FieldSpecification("count", .integer, "how often"),
        FieldSpecification("duration", .duration, "how long in all"),
        FieldSpecification("bytes", .size, "how many bytes in all"),
        FieldSpecification("last", .date, "when last"),
    ]

    private static let kinds = ["generate", "import", "verify", "export", "deploy", "run"]
}
