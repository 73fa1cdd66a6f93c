/// Numbers of the format.
///
/// Source: the Linux kernel's documentation "EROFS - Enhanced Read-Only File System" and `fs/erofs/erofs_fs.h`.
enum Erofs {
    static let magic: UInt32 = 0xe0f5_e1e2
    static let superblock: Int64 = 1024
    static let blockSize: Int64 = 4096
    static let blockBits: UInt8 = 12
    /// The superblock has a checksum; times are those of the content.
    static let compatible: UInt32 = 0x1 | 0x2
    static let inodeSize: Int64 = 64
    /// Inodes are numbered by their place, in these steps.
    static let slot: Int64 = 32
    static let attributesHeader: Int64 = 12
    static let entrySize = 12
    /// Where metadata begins: behind the block of the superblock.
    static let metadata: Int64 = 4096
    static let noBlock: UInt32 = .max

    /// How the content of a file is stored.
    enum Storage: UInt16 {
        /// In blocks of its own.
        case plain = 0
        /// Whole blocks apart, what is left behind the inode.
        case inline = 2
    }

    /// The numbers of the beginnings of attributes' names, in the order that they are tried.
    static let prefixes: [(number: UInt8, text: String)] = [
        (2, "system.posix_acl_access"), (3, "system.posix_acl_default"), (1, "user."), (4, "trusted."),
        (6, "security."),
    ]
}

extension TreeRecord.Kind {
    /// The bits of the mode that say what a file is, and the number in an entry of a folder.
    var erofs: (mode: UInt16, entry: UInt8) {
        switch self {
        case .file: (0x8000, 1)
        case .folder: (0x4000, 2)
        case .character: (0x2000, 3)
        case .block: (0x6000, 4)
        case .pipe: (0x1000, 5)
        case .link: (0xa000, 7)
        }
    }
}
