/// A file system inside a disk that is being laid out; all of it is zeros at first.
struct FileSystemImage {
    let disk: DiskLayout
    /// Where it begins on the disk, in bytes.
    let start: Int64
    /// Bytes.
    let length: Int64

    /// Bytes of the file system from a place on; each has one.
    func put(_ bytes: DiskBytes, at place: Int64) { disk.put(bytes, at: start + place) }

    /// Bytes of the file system from a place on; each has one.
    func put(_ bytes: [UInt8], at place: Int64) { put(DiskBytes(bytes), at: place) }
}
