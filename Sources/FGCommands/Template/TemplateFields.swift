import FGLanguage

/// The fields of rows about templates.
enum TemplateFields {
    static let all: [FieldSpecification] = [
        FieldSpecification("name", .text, "the template's name"),
        FieldSpecification("revision", .integer, "its newest revision"),
        FieldSpecification("summary", .text, "what it is for"),
        FieldSpecification("owner", .text, "who loaded it"),
        FieldSpecification("loaded", .date, "when it was loaded"),
    ]

    static let checked: [FieldSpecification] = [
        FieldSpecification("name", .text, "the template's name"),
        FieldSpecification(
            "packages",
            .integer,
            "how many packages an image of it has; nothing where a parameter has no value"
        ),
        FieldSpecification("size", .size, "how large they are to fetch"),
    ]

    static let difference: [FieldSpecification] = [
        FieldSpecification("change", .text, "how", values: ["added", "removed", "changed"]),
        FieldSpecification("fact", .text, "what differs, such as package gcc or disk"),
        FieldSpecification("old", .text, "the line of the first, merged"),
        FieldSpecification("new", .text, "the line of the second, merged"),
        FieldSpecification("origin", .text, "where it comes from: the new one, or the one removed"),
    ]

    static let graph: [FieldSpecification] = [
        FieldSpecification("tree", .text, "the template, indented under the one that it extends"),
        FieldSpecification("template", .text, "NAME:REVISION"),
        FieldSpecification("extends", .text, "NAME:REVISION of the one that it extends"),
        FieldSpecification("depth", .integer, "how far it is from where the tree starts"),
        FieldSpecification("images", .integer, "versions of images that were made from it"),
        FieldSpecification("inheriting", .integer, "these, and those made from templates that extend it"),
    ]

    static let resolved: [FieldSpecification] = [
        FieldSpecification("fact", .text, "the line, merged"),
        FieldSpecification("origin", .text, "where it comes from"),
    ]
}
