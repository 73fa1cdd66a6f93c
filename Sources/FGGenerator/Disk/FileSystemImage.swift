import FGCore
import FGInspect

/// A file system inside a disk that is being made.
struct FileSystemImage: Sendable {
    let disk: FilePath
    /// Where it begins on the disk, in bytes.
    let start: Int64
    /// Bytes.
    let length: Int64

    func region() throws -> DiskRegion {
        try DiskRegion(OpenFile(disk)).part(at: start, length: length)
    }
}
