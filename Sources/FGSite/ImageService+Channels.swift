import FGAccounting
import FGCatalog
package import FGCore

extension ImageService {
    /// The channels of an image, those that point at a named version, or with nil all of the site.
    package func channels(of reference: ImageReference?) async throws -> Table {
        let catalog = try session.services().catalog
        let owner = try reference.map { try self.owner(of: $0, catalog) } ?? .everything
        let names = ["image", "channel", "version", "state", "moved", "user", "reference"]
        return Table(
            columns: names.map { Table.Column($0, isDefault: $0 != "reference") },
            rows: try catalog.channels(of: owner, project: session.project).map { channel in
                [
                    .text("\(channel.project)/\(channel.image)"), .text(channel.name),
                    .integer(Int64(channel.version)), .text(channel.state.rawValue), .date(channel.moved),
                    .text(channel.user), .text(channel.fullName),
                ]
            }
        )
    }

    private func owner(of reference: ImageReference, _ catalog: Catalog) throws -> Catalog.ChannelOwner {
        if case .name(_, _, .newest) = reference {
            return .image(try catalog.image(reference, project: session.project).id)
        }
        return .version(try catalog.resolve(reference, project: session.project).id)
    }

    /// Points a channel at a version and gives where it points and pointed before.
    ///
    /// - Throws: `denied` when the user neither owns the image nor administers the site, `invalid` for a name that no
    ///   channel can have.
    package func moveChannel(_ name: String, to reference: ImageReference, _ execution: Execution)
        async throws
        -> Record
    {
        let services = try session.writable()
        return try await session.atomically {
            let version = try services.catalog.resolve(reference, project: session.project)
            try requireOwner(of: version)
            let previous = try services.catalog.moveChannel(
                name,
                to: version,
                by: session.user,
                at: session.now,
                execution
            )
            if execution == .real, previous?.version != version.number {
                let detail = previous.map { "@\(name) moved from \($0.version)" } ?? "@\(name) made"
                try session.record(.channel, version, lasting: .zero, bytes: 0, detail: detail)
            }
            return Self.record(
                "\(version.project)/\(version.name)@\(name)",
                version: version.fullName,
                previous: previous?.versionName
            )
        }
    }

    /// Removes a channel and gives where it pointed.
    ///
    /// - Throws: `denied` as `moveChannel`, `notFound` when the image has no such channel.
    package func removeChannel(_ name: String, of reference: ImageReference, _ execution: Execution)
        async throws
        -> Record
    {
        let services = try session.writable()
        return try await session.atomically {
            let image = try changeableImage(reference, services)
            let channel = try services.catalog.removeChannel(name, of: image, execution)
            if execution == .real {
                let version = try services.catalog.resolve(
                    try ImageReference(parsing: channel.versionName),
                    project: session.project
                )
                try session.record(.channel, version, lasting: .zero, bytes: 0, detail: "@\(name) removed")
            }
            return Self.record(channel.fullName, version: nil, previous: channel.versionName)
        }
    }

    private static func record(_ channel: String, version: String?, previous: String?) -> Record {
        Record([
            Record.Field("channel", .text(channel)),
            Record.Field("version", version.map { .text($0) } ?? .null),
            Record.Field("previous", previous.map { .text($0) } ?? .null),
        ])
    }
}
