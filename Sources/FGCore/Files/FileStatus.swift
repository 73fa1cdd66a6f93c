import Glibc

/// What the file system says of a file.
package struct FileStatus: Sendable, Equatable {
    /// What kind of thing a path names.
    package enum Kind: Sendable {
        case file
        case folder
        case symbolicLink
        case fifo
        case other
    }

    package let kind: Kind
    /// Bytes from start to end, holes counted.
    package let size: Int64
    /// Bytes that take room on the disk.
    package let allocated: Int64
    /// Permission bits, as for `chmod`.
    package let permissions: UInt32
    /// The number of the owner.
    package let user: UInt32
    /// The number of the group.
    package let group: UInt32
    /// How many names the file has.
    package let links: Int
    /// Seconds since 1970 of the last change of the content.
    package let modified: Int64
    /// Nanoseconds beyond those seconds.
    package let modifiedNanoseconds: Int
    package let device: UInt64
    package let inode: UInt64

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symbolicLink
        case S_IFIFO: kind = .fifo
        default: kind = .other
        }
        size = Int64(status.st_size)
        allocated = Int64(status.st_blocks) * 512
        permissions = UInt32(status.st_mode & 0o7777)
        user = status.st_uid
        group = status.st_gid
        links = Int(status.st_nlink)
        modified = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int(status.st_mtim.tv_nsec)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
