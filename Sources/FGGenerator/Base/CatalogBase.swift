package import FGCore
package import FGInspect

/// A version of the catalog that can be a base: its bytes are in the store.
package struct CatalogBase: Sendable {
    /// `project/name:number`.
    package let name: String
    /// The format of its base artifact.
    package let format: ImageFormat
    package let digest: Digest
    package let size: Int64

    package init(name: String, format: ImageFormat, digest: Digest, size: Int64) {
        self.name = name
        self.format = format
        self.digest = digest
        self.size = size
    }
}
