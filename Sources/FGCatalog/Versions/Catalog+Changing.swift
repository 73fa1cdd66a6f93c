package import FGCore
import FGDatabase

extension Catalog {
    /// Moves a version from the state it is expected to be in to the next.
    ///
    /// - Throws: `conflict` when it is in another state by now, or the table has no such step.
    package func move(
        _ version: ImageVersion.ID,
        from: VersionState,
        to: VersionState,
        reason: String?
    ) throws {
        guard from.successors.contains(to) else {
            throw FGError(.conflict, "a version does not go from \(from.rawValue) to \(to.rawValue)")
        }
        let changed = try database.write { connection in
            try connection.run(
                "UPDATE versions SET state = ?, reason = ? WHERE id = ? AND state = ?",
                to.rawValue,
                reason,
                version,
                from.rawValue
            )
        }
        guard changed == 1 else {
            throw FGError(.conflict, "the version is no longer \(from.rawValue)", hint: "look at it again")
        }
    }

    /// Adds tags to an image and removes others; gives all that it has then.
    package func tag(
        _ image: Int64,
        adding: [String],
        removing: [String],
        _ execution: Execution = .real
    ) throws -> [String] {
        for tag in adding + removing { _ = try Name.validated(tag, as: "tag") }
        return try database.write(execution) { connection in
            for tag in adding {
                try connection.run("INSERT OR IGNORE INTO tags (image, tag) VALUES (?, ?)", image, tag)
            }
            for tag in removing {
                let changed = try connection.run("DELETE FROM tags WHERE image = ? AND tag = ?", image, tag)
                if changed == 0 { throw FGError(.notFound, "the image has no tag \"\(tag)\"") }
            }
            return try connection.rows("SELECT tag FROM tags WHERE image = ? ORDER BY tag", image) {
                $0.text(0)
            }
        }
    }

    /// Sets free properties of an image, and removes those whose value is empty; gives all that it has then.
    ///
    /// - Throws: `invalid` for a name that no condition could ask for, or a value of over 4096 bytes.
    package func set(
        _ properties: [String: String],
        of image: Int64,
        _ execution: Execution = .real
    ) throws -> [String: String] {
        for (name, value) in properties {
            let isName = name.utf8.count <= 64 && name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.-]*/) != nil
            guard isName, value.utf8.count <= 4096 else {
                throw FGError(
                    .invalid,
                    isName ? "the value of \(name) is too long" : "\"\(name)\" cannot name a property",
                    hint: isName
                        ? "at most 4096 bytes" : "use letters, digits, _ . and -, starting with a letter"
                )
            }
        }
        return try database.write(execution) { connection in
            for (name, value) in properties {
                if value.isEmpty {
                    let sql = "DELETE FROM properties WHERE image = ? AND name = ?"
                    guard try connection.run(sql, image, name) == 1 else {
                        throw FGError(.notFound, "the image has no property \"\(name)\"", subject: name)
                    }
                } else {
                    let sql = "INSERT OR REPLACE INTO properties (image, name, value) VALUES (?, ?, ?)"
                    try connection.run(sql, image, name, value)
                }
            }
            return try Self.properties(of: image, connection)
        }
    }

    /// Gives an image another name in its project.
    ///
    /// - Throws: `exists` when the project has an image of that name.
    package func rename(_ image: Int64, to name: String, _ execution: Execution = .real) throws {
        _ = try Name.validated(name, as: "image name")
        do {
            try database.write(execution) { connection in
                try retireName(of: image, connection)
                try connection.run("UPDATE images SET name = ? WHERE id = ?", name, image)
            }
        } catch let error as FGError where error.code == .exists {
            throw FGError(
                .exists,
                "an image \"\(name)\" is there already",
                subject: name,
                hint: "choose another name"
            )
        }
    }

    /// Notes that a version was used now.
    package func noteUse(_ version: ImageVersion.ID, at time: Timestamp) throws {
        try database.write { connection in
            _ = try connection.run(
                "UPDATE versions SET used = ?, uses = uses + 1 WHERE id = ?",
                time,
                version
            )
        }
    }

    /// The versions that deleting a reference would delete: one, or with no number all of the image.
    package func versions(toDelete reference: ImageReference, project: String) throws -> [ImageVersion] {
        if case .name(_, _, .newest) = reference {
            return try versions(of: try image(reference, project: project).id)
        }
        return [try resolve(reference, project: project)]
    }

    /// All versions of an image, newest first.
    package func versions(of image: Int64) throws -> [ImageVersion] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.versionColumns) FROM versions v JOIN images i ON i.id = v.image
                WHERE v.image = ? ORDER BY v.number DESC
                """,
                image,
                as: Self.version
            )
        }
    }

    /// Deletes a version, and the image with its last one; their bytes stay until garbage is collected.
    ///
    /// A channel keeps its version, unless all versions of the image are to go, which `ids` are.
    /// - Throws: `notFound` when it is gone, `conflict` when a channel points at it.
    package func delete(_ version: ImageVersion, among ids: Set<ImageVersion.ID> = []) throws {
        try database.write { connection in
            try requireNoChannel(at: version, among: ids, connection)
            guard try connection.run("DELETE FROM versions WHERE id = ?", version.id) == 1 else {
                throw FGError(.notFound, "\(version.fullName) is gone already", subject: version.fullName)
            }
            try retireName(of: version.imageID, connection)
            try connection.run(
                "DELETE FROM images WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM versions WHERE image = ?1)",
                version.imageID
            )
            try connection.run(
                """
                UPDATE versions SET is_latest = 1 WHERE id =
                (SELECT id FROM versions WHERE image = ?1 ORDER BY number DESC LIMIT 1)
                """,
                version.imageID
            )
        }
    }

    /// Keeps the last number that was given under an image's name.
    private func retireName(of image: Int64, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT OR REPLACE INTO retired_names (project, name, last_number)
            SELECT project, name, last_number FROM images WHERE id = ?
            """,
            image
        )
    }
}
