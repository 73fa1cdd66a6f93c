import FGCatalog
import FGLanguage

/// The fields of channels.
enum ChannelFields {
    /// The rows of `channel list`.
    static let rows: [FieldSpecification] = [
        FieldSpecification("image", .text, "the image that has it"),
        FieldSpecification("channel", .text, "its name"),
        FieldSpecification("version", .integer, "the number of the version that it points at"),
        FieldSpecification(
            "state",
            .text,
            "how far that version is",
            values: VersionState.allCases.map(\.rawValue)
        ),
        FieldSpecification("moved", .date, "when it was moved there"),
        FieldSpecification("user", .text, "who moved it there"),
        FieldSpecification("reference", .text, "what to write for the version, such as ada/mpi@stable"),
    ]

    /// The record of `channel move` and of `channel remove`.
    static let change: [FieldSpecification] = [
        FieldSpecification("channel", .text, "the channel with its image"),
        FieldSpecification("version", .text, "the version that it points at; none when it is removed"),
        FieldSpecification("previous", .text, "the version that it pointed at before; none for a new one"),
    ]
}
