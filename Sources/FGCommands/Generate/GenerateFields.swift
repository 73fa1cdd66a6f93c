import FGLanguage

/// The fields of what `generate` gives.
enum GenerateFields {
    static let made: [FieldSpecification] = [
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("state", .text, "how far it is"),
        FieldSpecification("result", .text, "whether it had to be made", values: ["built", "reused"]),
        FieldSpecification("size", .size, "the size of its base"),
        FieldSpecification("recipe", .text, "the digest of its recipe"),
        FieldSpecification("milliseconds", .integer, "how long it took"),
    ]

    static let explained: [FieldSpecification] = [
        FieldSpecification("phase", .text, "the part of the work"),
        FieldSpecification("result", .text, "whether it had to be done", values: ["built", "reused"]),
        FieldSpecification("reason", .text, "why it had to be done, or what was there"),
        FieldSpecification("milliseconds", .integer, "how long it took"),
        FieldSpecification("size", .size, "what it took in or gave out"),
    ]

    static let plan: [FieldSpecification] = [
        FieldSpecification("template", .text, "what it would be made from"),
        FieldSpecification("base", .text, "what it would be laid over, with its digest"),
        FieldSpecification("recipe", .text, "the digest of its recipe"),
        FieldSpecification("reuses", .text, "the version that is there already"),
        FieldSpecification("packages", .integer, "how many packages it would have"),
        FieldSpecification("fetch", .integer, "how many of them are to be fetched"),
        FieldSpecification("fetch-size", .size, "and how large they are"),
        FieldSpecification("disk", .size, "the size of its disk"),
    ]
}
