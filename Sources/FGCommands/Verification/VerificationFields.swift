import FGLanguage

/// The fields of rows about checks and verdicts.
enum VerificationFields {
    static let checks: [FieldSpecification] = [
        FieldSpecification("id", .text, "the check's id"),
        FieldSpecification(
            "phase",
            .text,
            "when it runs",
            values: ["offline", "boot", "deployed"]
        ),
        FieldSpecification("severity", .text, "what its failure means", values: ["block", "warn"]),
        FieldSpecification("summary", .text, "what it examines"),
    ]

    /// The record of `verify`.
    static let verified: [FieldSpecification] = [
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("state", .text, "how far it is now"),
        FieldSpecification("checks", .integer, "how many checks ran"),
        FieldSpecification("passed", .integer, "how many of them passed"),
        FieldSpecification("seconds", .integer, "how long it took"),
    ]

    static let verdicts: [FieldSpecification] = [
        FieldSpecification("check", .text, "the check's id"),
        FieldSpecification(
            "phase",
            .text,
            "when it ran",
            values: ["offline", "boot", "deployed"]
        ),
        FieldSpecification("severity", .text, "what its failure means", values: ["block", "warn"]),
        FieldSpecification("outcome", .text, "what came of it", values: ["pass", "fail", "skip"]),
        FieldSpecification("evidence", .text, "what was seen"),
        FieldSpecification("time", .date, "when"),
        FieldSpecification("milliseconds", .integer, "how long it took"),
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("user", .text, "who had it run"),
        FieldSpecification("tools", .texts, "the programs that tested, with their versions"),
    ]
}
