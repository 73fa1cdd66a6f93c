package import FGCore
package import FGStorage

/// Everything that is needed to make a version's rows again; a blob of the store in canonical JSON.
package struct Manifest: Codable, Sendable, Hashable {
    /// One form of the version.
    package struct Artifact: Codable, Sendable, Hashable {
        /// `base`, or `derived` for one that can be made again.
        package var role: String
        package var format: String
        package var digest: Digest
        package var size: Int64

        package init(role: String, format: String, digest: Digest, size: Int64) {
            self.role = role
            self.format = format
            self.digest = digest
            self.size = size
        }
    }

    /// A package that the version has.
    package struct Package: Codable, Sendable, Hashable {
        package var name: String
        package var version: String
        package var architecture: String

        package init(name: String, version: String, architecture: String) {
            self.name = name
            self.version = version
            self.architecture = architecture
        }
    }

    /// Tells manifests from other blobs, and their forms apart.
    package var mediaType = Self.currentType
    package var project: String
    package var name: String
    /// The version's number; nil until the catalog gave it one.
    package var number: Int?
    package var owner: String
    package var created: Timestamp
    package var artifacts: [Artifact]
    package var packages: [Package]
    package var os: String?
    package var release: String?
    package var architecture: String?
    package var kernel: String?
    package var template: String?
    package var templateDigest: Digest?
    /// The digest of the recipe, which is a blob too.
    package var recipe: Digest?
    /// The template and those it extends, each `NAME:REVISION`, its own first; nil for an imported image.
    package var lineage: [String]?
    /// The manifest of the version that was made from the template it extends, if there was one.
    package var parent: Digest?
    package var properties: [String: String]
    /// What was found in an imported image; nil for a generated one.
    package var contents: Contents?

    package init(project: String, name: String, owner: String, created: Timestamp, artifacts: [Artifact]) {
        self.project = project
        self.name = name
        self.owner = owner
        self.created = created
        self.artifacts = artifacts
        packages = []
        properties = [:]
    }

    private static let currentType = "application/vnd.futuregrid.image-manifest.v1+json"
    private static let largest: Int64 = 16 << 20
    /// How canonical JSON of a manifest begins: with the first of its keys, one of which may be left out.
    private static let starts = ["{\"architecture\":", "{\"artifacts\":"].map { Array($0.utf8) }
    private static let longestStart = 16

    private static func isBegun(by bytes: [UInt8]) -> Bool { starts.contains(where: bytes.starts) }

    /// The manifest that a blob is; nil for any other blob.
    package static func read(_ digest: Digest, from store: BlobStore) throws -> Manifest? {
        let file = try OpenFile(store.existingPath(of: digest))
        guard try file.size() <= largest, try isBegun(by: file.read(longestStart, at: 0)),
            let manifest = try? CanonicalJSON.decode(
                Manifest.self,
                from: file.read(Int(largest), at: 0)
            ),
            manifest.mediaType == currentType, Digest(of: try CanonicalJSON.encode(manifest)) == digest
        else { return nil }
        return manifest
    }
}
