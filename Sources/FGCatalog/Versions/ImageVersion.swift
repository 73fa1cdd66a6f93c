package import FGCore

/// One immutable state of an image, as the catalog knows it.
package struct ImageVersion: Sendable, Hashable, Identifiable {
    package let id: Int64
    package let imageID: Int64
    package let project: String
    package let name: String
    package let number: Int
    package let owner: String
    package let state: VersionState
    package let reason: String?
    package let created: Timestamp
    package let format: String
    package let size: ByteCount
    package let os: String?
    package let release: String?
    package let architecture: String?
    package let kernel: String?
    /// Template name with revision, for a generated version.
    package let template: String?
    package let recipe: Digest?
    package let manifest: Digest
    package let used: Timestamp?
    package let uses: Int
    package let tags: [String]
    /// The channels that point at it, by name.
    package let channels: [String]
    /// When its bytes were freed, to be made again from its recipe; nil while they are in the store.
    package let evicted: Timestamp?
    /// When a clean build from its recipe last gave the same bytes; nil when none was tried.
    package let rebuilt: Timestamp?
    /// How long the last rebuild took; nil when there was none.
    package let rebuildMilliseconds: Int?

    /// `project/name:number`.
    package var fullName: String { "\(project)/\(name):\(number)" }

    /// Whether it may be deployed.
    package var isDeployable: Bool { state == .verified }
}
