package import FGCore

/// Stored bytes: their digest, which is also their address, and how many they are.
package struct Blob: Sendable, Hashable, Codable {
    package let digest: Digest
    /// Bytes from start to end, holes counted.
    package let size: Int64

    package init(digest: Digest, size: Int64) {
        self.digest = digest
        self.size = size
    }
}
