package import FGCore
import FGDatabase

extension Catalog {
    /// Whose channels are meant.
    package enum ChannelOwner: Sendable, Hashable {
        case everything
        /// An image's, by its id.
        case image(Int64)
        /// Those that point at one version.
        case version(ImageVersion.ID)
    }

    /// Channels, by image and name; those of the current project first.
    package func channels(of owner: ChannelOwner, project: String) throws -> [Channel] {
        let all = try database.read { try Self.channels(of: owner, $0) }
        return all.filter { $0.project == project } + all.filter { $0.project != project }
    }

    static func channels(of owner: ChannelOwner, _ connection: Connection) throws -> [Channel] {
        let (filter, bindings): (String, [Binding]) =
            switch owner {
            case .everything: ("", [])
            case .image(let id): ("WHERE c.image = ?", [.integer(id)])
            case .version(let id): ("WHERE c.version = ?", [.integer(id)])
            }
        return try connection.rows(
            """
            SELECT i.project, i.name, c.name, v.number, v.state, c.user, c.moved
            FROM channels c JOIN versions v ON v.id = c.version JOIN images i ON i.id = c.image
            \(filter) ORDER BY i.project, i.name, c.name
            """,
            bindings: bindings
        ) { row in
            Channel(
                project: row.text(0),
                image: row.text(1),
                name: row.text(2),
                version: Int(row.integer(3)),
                state: try Self.state(row, 4),
                user: row.text(5),
                moved: row.time(6)
            )
        }
    }

    /// Points a channel of a version's image at the version, making the channel if the image has none of that name.
    ///
    /// - Returns: where it pointed before; nil for a new one.
    /// - Throws: `notFound` when the version was deleted meanwhile.
    package func moveChannel(
        _ name: String,
        to version: ImageVersion,
        by user: String,
        at time: Timestamp,
        _ execution: Execution = .real
    ) throws -> Channel? {
        _ = try Name.validated(name, as: "channel")
        return try database.write(execution) { connection in
            let previous = try Self.channels(of: .image(version.imageID), connection).first {
                $0.name == name
            }
            guard previous?.version != version.number else { return previous }
            let changed = try connection.run(
                """
                INSERT INTO channels (image, name, version, user, moved)
                SELECT image, ?, id, ?, ? FROM versions WHERE id = ?
                ON CONFLICT (image, name) DO UPDATE
                SET version = excluded.version, user = excluded.user, moved = excluded.moved
                """,
                name,
                user,
                time,
                version.id
            )
            guard changed == 1 else {
                throw FGError(.notFound, "\(version.fullName) is gone", subject: version.fullName)
            }
            return previous
        }
    }

    /// Removes a channel of an image and gives what it was.
    ///
    /// - Throws: `notFound` when the image has no such channel.
    package func removeChannel(_ name: String, of image: ImageIdentity, _ execution: Execution = .real) throws
        -> Channel
    {
        try database.write(execution) { connection in
            let channels = try Self.channels(of: .image(image.id), connection)
            guard let channel = channels.first(where: { $0.name == name }) else {
                throw FGError(
                    .notFound,
                    "\(image.fullName) has no channel \"\(name)\"",
                    subject: name,
                    hint: NearestName.hint(for: name, in: channels.map(\.name))
                        ?? "channel list \(image.fullName) shows what it has"
                )
            }
            try connection.run("DELETE FROM channels WHERE image = ? AND name = ?", image.id, name)
            return channel
        }
    }

    /// Refuses a version that a channel points at, unless all versions of its image are among some ids.
    ///
    /// - Throws: `conflict`.
    package func requireNoChannel(at version: ImageVersion, among ids: Set<ImageVersion.ID>) throws {
        try database.read { try requireNoChannel(at: version, among: ids, $0) }
    }

    func requireNoChannel(
        at version: ImageVersion,
        among ids: Set<ImageVersion.ID>,
        _ connection: Connection
    ) throws {
        guard let channel = try Self.channels(of: .version(version.id), connection).first else { return }
        let all = try connection.rows("SELECT id FROM versions WHERE image = ?", version.imageID) {
            $0.integer(0)
        }
        guard !ids.union([version.id]).isSuperset(of: all) else { return }
        throw FGError(
            .conflict,
            "the channel \(channel.fullName) points at \(version.fullName)",
            subject: version.fullName,
            hint:
                "move it to another version, or: channel remove \(version.project)/\(version.name) \(channel.name)"
        )
    }
}
