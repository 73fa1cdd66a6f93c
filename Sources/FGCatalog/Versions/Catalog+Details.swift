package import FGCore
import FGDatabase

/// All that is known of a version but for its contents.
package struct VersionDetails: Sendable {
    package let version: ImageVersion
    /// Its base first.
    package let artifacts: [Manifest.Artifact]
    /// How many packages are installed.
    package let packages: Int
    /// The newest verdict of every check that was run.
    package let verdicts: [VerdictRecord]
    /// The templates that it was made from, its own first.
    package let templates: [String]
    /// The version that it descends from.
    package let parent: String?
    /// The free properties of its image.
    package let properties: [String: String]
}

extension Catalog {
    /// All that is known of the version that a reference means, at one moment.
    ///
    /// - Throws: as `resolve`.
    package func details(_ reference: ImageReference, project: String) throws -> VersionDetails {
        try database.read { connection in
            let version = try Self.resolve(reference, project: project, connection)
            let lineage = try Self.lineage(of: version.id, connection)
            return VersionDetails(
                version: version,
                artifacts: try Self.artifacts(of: version.id, connection),
                packages: try connection.first(
                    "SELECT count(*) FROM packages WHERE version = ?",
                    version.id
                ) { Int($0.integer(0)) } ?? 0,
                verdicts: try Self.verdicts(on: version.id, connection),
                templates: lineage.templates,
                parent: lineage.parent,
                properties: try Self.properties(of: version.imageID, connection)
            )
        }
    }
}
