package import FGCore

/// What is to be deployed.
package struct RainRequest: Sendable {
    /// An image reference; with `generatesMissing` also a template's name.
    package var image: String
    package var target: String
    package var count: Int64
    package var cpus: Int64?
    package var memory: ByteCount?
    package var disk: ByteCount?
    package var key: FilePath?
    package var userData: FilePath?
    package var generatesMissing: Bool

    package init(
        image: String,
        target: String,
        count: Int64,
        cpus: Int64?,
        memory: ByteCount?,
        disk: ByteCount?,
        key: FilePath?,
        userData: FilePath?,
        generatesMissing: Bool
    ) {
        self.image = image
        self.target = target
        self.count = count
        self.cpus = cpus
        self.memory = memory
        self.disk = disk
        self.key = key
        self.userData = userData
        self.generatesMissing = generatesMissing
    }
}
