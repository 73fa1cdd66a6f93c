import FGCatalog
import FGCore

extension ImageVersion {
    /// The columns of rows about versions; those of `image list` first.
    static let columns: [Table.Column] = [
        Table.Column("name"), Table.Column("version"), Table.Column("project", isDefault: false),
        Table.Column("state"), Table.Column("os"), Table.Column("release"), Table.Column("arch"),
        Table.Column("size"), Table.Column("created"), Table.Column("used"),
        Table.Column("owner", isDefault: false),
        Table.Column("kernel", isDefault: false), Table.Column("format", isDefault: false),
        Table.Column("uses", isDefault: false), Table.Column("evicted", isDefault: false),
        Table.Column("rebuilt", isDefault: false), Table.Column("tag", isDefault: false),
        Table.Column("channel", isDefault: false), Table.Column("template", isDefault: false),
        Table.Column("digest", isDefault: false),
        Table.Column("verified", isDefault: false), Table.Column("deployable", isDefault: false),
    ]

    /// The version as a row under `columns`.
    var row: [Value] {
        Self.columns.map { column in
            switch column.name {
            case "name": .text(name)
            case "version": .integer(Int64(number))
            case "project": .text(project)
            case "state": .text(state.rawValue)
            case "os": os.map { .text($0) } ?? .null
            case "release": release.map { .text($0) } ?? .null
            case "arch": architecture.map { .text($0) } ?? .null
            case "size": .size(size)
            case "created": .date(created)
            case "used": used.map { .date($0) } ?? .null
            case "owner": .text(owner)
            case "kernel": kernel.map { .version(DebianVersion($0)) } ?? .null
            case "format": .text(format)
            case "uses": .integer(Int64(uses))
            case "evicted": evicted.map { .date($0) } ?? .null
            case "rebuilt": rebuilt.map { .date($0) } ?? .null
            case "tag": .list(tags.map { .text($0) })
            case "channel": .list(channels.map { .text($0) })
            case "template": template.map { .text($0) } ?? .null
            case "digest": .text(manifest.description)
            case "verified", "deployable": .bool(isDeployable)
            default: .null
            }
        }
    }

    /// The version as named values.
    var record: Record {
        Record(zip(Self.columns, row).map { Record.Field($0.name, $1) })
    }
}
