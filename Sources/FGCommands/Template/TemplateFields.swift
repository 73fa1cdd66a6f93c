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

    static let resolved: [FieldSpecification] = [
        FieldSpecification("fact", .text, "the line, merged"),
        FieldSpecification("origin", .text, "where it comes from"),
    ]
}
