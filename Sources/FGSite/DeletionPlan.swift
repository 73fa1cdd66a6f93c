package import FGCatalog
package import FGCore

/// The versions that are to be deleted together.
package struct DeletionPlan: Sendable {
    package let versions: [ImageVersion]
    let ids: Set<ImageVersion.ID>

    init(versions: [ImageVersion]) {
        self.versions = versions
        ids = Set(versions.map(\.id))
    }

    /// The versions as rows; the channels are shown when some go too.
    package var rows: Table {
        let hasChannels = versions.contains { !$0.channels.isEmpty }
        let columns = ImageVersion.columns.map { column in
            column.name == "channel" ? Table.Column(column.name, isDefault: hasChannels) : column
        }
        return Table(columns: columns, rows: versions.map(\.row))
    }
}
