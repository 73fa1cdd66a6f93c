package import FGLanguage

extension Catalog {
    /// The fields of images, for conditions and for the rows of `image list`.
    package static let imageFields: [FieldSpecification] = [
        FieldSpecification("name", .text, "the image's name"),
        FieldSpecification("version", .integer, "the version's number"),
        FieldSpecification("project", .text, "the project it belongs to"),
        FieldSpecification("owner", .text, "who owns it"),
        FieldSpecification("state", .text, "how far it is", values: VersionState.allCases.map(\.rawValue)),
        FieldSpecification("os", .text, "the operating system"),
        FieldSpecification("release", .text, "the system's release"),
        FieldSpecification("arch", .text, "the architecture, as the system names it"),
        FieldSpecification("kernel", .version, "the kernel's version"),
        FieldSpecification("format", .text, "the format of its base"),
        FieldSpecification("size", .size, "the size of its base"),
        FieldSpecification("created", .date, "when it was made"),
        FieldSpecification("used", .date, "when it was last used"),
        FieldSpecification("uses", .integer, "how often it was used"),
        FieldSpecification("evicted", .date, "when its bytes were freed, to be made again on demand"),
        FieldSpecification("rebuilt", .date, "when a rebuild last gave the same bytes"),
        FieldSpecification("tag", .texts, "its tags"),
        FieldSpecification("channel", .texts, "the channels that point at it"),
        FieldSpecification("template", .text, "the template it was generated from"),
        FieldSpecification("lineage", .texts, "its template and those that it extends"),
        FieldSpecification("digest", .text, "the digest of its manifest"),
        FieldSpecification("verified", .flag, "whether it passed every blocking check"),
        FieldSpecification("deployable", .flag, "whether it may be deployed"),
        FieldSpecification("property.*", .text, "a free property, such as property.course"),
    ]
}
