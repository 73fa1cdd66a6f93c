/// A package of a system's own database.
package struct InstalledPackage: Sendable, Hashable {
    package let name: String
    package let version: String
    package let architecture: String
    /// Dpkg's word, such as `install ok installed`; empty where the database keeps none.
    package let status: String

    package init(name: String, version: String, architecture: String, status: String = "") {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.status = status
    }

    /// Whether its files are on the disk, configured or not.
    package var isPresent: Bool { !status.hasSuffix(" not-installed") && !status.hasSuffix(" config-files") }
}
