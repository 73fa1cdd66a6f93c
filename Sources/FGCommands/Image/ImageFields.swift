import FGCatalog
import FGLanguage

/// The fields of images.
enum ImageFields {
    /// What conditions on images take.
    static let all: [FieldSpecification] = Catalog.imageFields

    /// The columns of the rows of `image list` and `image show`.
    static let rows = all.filter { $0.name != "lineage" && !$0.name.hasSuffix(".*") }

    /// The record of `image show`.
    static let shown =
        rows + [
            FieldSpecification("reason", .text, "why it is in its state"),
            FieldSpecification("recipe", .text, "the digest of its recipe"),
            FieldSpecification(
                "reproducible",
                .flag,
                "whether its recipe gives the same bytes again; an imported image has none"
            ),
            FieldSpecification(
                "bytes",
                .text,
                "the room that they take, or what it takes to make them again"
            ),
            FieldSpecification("artifacts", .texts, "its forms: format, role, size, digest"),
            FieldSpecification("lineage", .texts, "its template and those that it extends"),
            FieldSpecification("parent", .text, "the version that it was made from"),
            FieldSpecification("base", .text, "what it is laid over: kind, source, digest"),
            FieldSpecification("properties", .texts, "its free properties, each NAME=VALUE"),
            FieldSpecification("packages", .integer, "how many packages it has"),
            FieldSpecification("found", .text, "what an import found in it, in one line"),
            FieldSpecification("unread", .texts, "what an import could not read, and why"),
            FieldSpecification("partitions", .texts, "what an imported disk has in its partitions"),
            FieldSpecification("services", .texts, "the services that an imported system starts"),
            FieldSpecification("users", .texts, "the accounts of people in an imported system"),
            FieldSpecification("verdicts", .integer, "how many verdicts there are on it"),
            FieldSpecification("failed", .texts, "the checks that it failed"),
        ]

    /// The record of `image import`.
    static let imported: [FieldSpecification] = [
        FieldSpecification("image", .text, "the new version"),
        FieldSpecification("state", .text, "how far it is"),
        FieldSpecification("format", .text, "the format that was found"),
        FieldSpecification("size", .size, "the size of its base"),
        FieldSpecification("digest", .text, "the digest of its base"),
        FieldSpecification("found", .text, "what is in it, in one line"),
        FieldSpecification("unread", .texts, "what in it was not read, and why"),
        FieldSpecification("milliseconds", .integer, "how long it took"),
    ]

    /// The record of `image import --dry-run`; the inspector adds what it knows of the format.
    static let importPlan: [FieldSpecification] = [
        FieldSpecification("image", .text, "the image that would get a version"),
        FieldSpecification("format", .text, "the format that was found"),
        FieldSpecification("size", .size, "the size of the file"),
        FieldSpecification("virtual-size", .size, "the size of the disk"),
    ]

    /// The record of `image find`.
    static let found: [FieldSpecification] = [
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("result", .text, "whether it was there", values: ["found", "generated"]),
        FieldSpecification("state", .text, "how far it is"),
        FieldSpecification("size", .size, "the size of its base"),
        FieldSpecification("created", .date, "when it was made"),
    ]

    /// The record of `image rebuild`.
    static let rebuilt: [FieldSpecification] = [
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("result", .text, "what came of it"),
        FieldSpecification("digest", .text, "the digest of its base"),
        FieldSpecification("tools", .texts, "the programs that have another version now"),
        FieldSpecification("milliseconds", .integer, "how long it took"),
    ]

    /// The rows that say how two versions, or two builds of one, differ.
    static let difference: [FieldSpecification] = [
        FieldSpecification(
            "kind",
            .text,
            "what differs",
            values: ["package", "size", "fact", "disk", "partition", "file"]
        ),
        FieldSpecification("name", .text, "the package, fact, file or number of the partition"),
        FieldSpecification("change", .text, "how", values: ["added", "removed", "changed"]),
        FieldSpecification("aspect", .text, "what of the file, such as mode or content"),
        FieldSpecification("old", .text, "in the first"),
        FieldSpecification("new", .text, "in the second"),
    ]

    /// The record of commands that write a file.
    static let written: [FieldSpecification] = [
        FieldSpecification("file", .text, "the file"),
        FieldSpecification("size", .size, "its size"),
        FieldSpecification("digest", .text, "the digest of its bytes"),
    ]

    /// The record of `image export`.
    static let exported: [FieldSpecification] = [
        FieldSpecification("file", .text, "the file"),
        FieldSpecification("format", .text, "the form that it has"),
        FieldSpecification("size", .size, "its size"),
        FieldSpecification("digest", .text, "the digest of its bytes"),
        FieldSpecification(
            "content",
            .text,
            "the digest of its content: the same for all forms of one kind"
        ),
    ]

    /// The record of `image provenance --verify`.
    static let provenanceVerified: [FieldSpecification] = [
        FieldSpecification("image", .text, "the version"),
        FieldSpecification("result", .text, "what came of it", values: ["verified"]),
        FieldSpecification("digest", .text, "the digest of the key that signed it"),
    ]
}
