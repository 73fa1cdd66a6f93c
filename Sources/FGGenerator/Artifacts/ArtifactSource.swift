package import FGCore
import FGStorage

/// The stored bytes that forms are made from, and where the work is done.
package struct ArtifactSource: Sendable {
    /// What the bytes are.
    package enum Kind: Sendable {
        /// A raw disk.
        case disk
        /// A tar archive of a root file system.
        case archive
    }

    /// The version's whole name, such as `climate/demo:1`.
    package let name: String
    package let kind: Kind
    /// The bytes, which nobody changes.
    package let file: FilePath
    /// Their digest; of a disk, that of what a guest sees.
    package let digest: Digest
    /// The time of everything that a form dates: that of the recipe, else when the version came.
    package let epoch: Timestamp
    /// Debian's name of the architecture; nil when it is not known.
    package let architecture: String?
    /// A folder for what is made on the way; the caller removes it.
    package let scratch: FilePath
    package let progress: ProgressHandler

    package init(
        name: String,
        kind: Kind,
        file: FilePath,
        digest: Digest,
        epoch: Timestamp,
        architecture: String?,
        scratch: FilePath,
        progress: @escaping ProgressHandler
    ) {
        self.name = name
        self.kind = kind
        self.file = file
        self.digest = digest
        self.epoch = epoch
        self.architecture = architecture
        self.scratch = scratch
        self.progress = progress
    }

    /// Tells how far a program is that writes or reads the whole disk.
    func percent() throws -> @Sendable (Double) -> Void {
        let size = try OpenFile(file).size()
        return { [progress] percent in
            progress(.advance(done: Int64(Double(size) * percent / 100), of: size, .bytes))
        }
    }

    /// The digest of a file's bytes, holes read as zeros.
    static func digest(of file: FilePath) throws -> Digest {
        try SparseCopy(from: OpenFile(file), to: nil).run()
    }
}
