import FGLanguage
import FGSite

/// The fields of rows about operations.
enum OperationFields {
    static let all: [FieldSpecification] = [
        FieldSpecification("id", .integer, "its number"),
        FieldSpecification("state", .text, "how it is", values: states),
        FieldSpecification("statement", .text, "what was typed"),
        FieldSpecification("started", .date, "since when"),
        FieldSpecification("duration", .duration, "how long it took so far"),
        FieldSpecification("phase", .text, "what it does now"),
        FieldSpecification("owner", .text, "who started it"),
        FieldSpecification("finished", .date, "when it ended"),
        FieldSpecification("detail", .text, "what the phase works on"),
        FieldSpecification("done", .integer, "how far the phase is, in bytes or steps"),
        FieldSpecification("total", .integer, "how much the phase has to do"),
        FieldSpecification("status", .integer, "the exit status it ended with"),
        FieldSpecification("process", .integer, "the number of the process that does it"),
    ]

    /// Those of `operation show`.
    static let shown =
        all + [
            FieldSpecification("result", .text, "what came of it"),
            FieldSpecification("error", .text, "why it failed"),
        ]

    /// What became of those that were to be cancelled.
    static let cancelled: [FieldSpecification] = [
        FieldSpecification("operation", .integer, "its number"),
        FieldSpecification("result", .text, "what became of it", values: ["cancelling", "failed"]),
        FieldSpecification("reason", .text, "why it cannot be cancelled"),
    ]

    private static let states = OperationState.allCases.map(\.rawValue)
}
