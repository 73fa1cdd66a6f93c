import FGCore
import FGInspect

/// A file system that stands in a disk.
struct WrittenFileSystem {
    let disk: FilePath
    /// Where it begins on the disk, in bytes.
    let start: Int64
    /// Bytes.
    let length: Int64

    func region() throws -> DiskRegion {
        try DiskRegion(OpenFile(disk)).part(at: start, length: length)
    }
}
