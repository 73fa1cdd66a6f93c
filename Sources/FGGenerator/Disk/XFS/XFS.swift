import FGInspect

/// Numbers of the format.
///
/// Source: "XFS Algorithms & Data Structures" of the XFS documentation, and `fs/xfs/libxfs/xfs_format.h` and
/// `xfs_da_format.h` of the Linux kernel.
enum XFS {
    static let blockSize = 4096
    static let blockBits = 12
    static let sectorSize = 512
    static let inodeSize = 512
    static let inodesInBlock = 8
    static let inodesInChunk = 64
    static let blocksInChunk = inodesInChunk / inodesInBlock
    /// What an inode has for the place of its content and its attributes.
    static let inodeRoom = inodeSize - inodeHead
    static let inodeHead = 176
    /// The blocks of a stretch; more do not fit into its record.
    static let longestExtent: Int64 = (1 << 21) - 1

    /// Where each group has the roots of its trees: free stretches by place and by size, inodes, those that are free,
    /// and shared blocks.
    enum Root {
        static let byPlace: Int64 = 1
        static let bySize: Int64 = 2
        static let inodes: Int64 = 3
        static let freeInodes: Int64 = 4
        static let shared: Int64 = 5
        /// The first block behind them.
        static let end: Int64 = 6
    }

    /// Blocks that each group keeps for its own trees.
    static let reserve: Int64 = 4
    /// The first block of the first inodes: the next multiple of a chunk's blocks behind roots and reserve.
    static let firstInodeBlock: Int64 = 16

    enum Magic {
        static let superblock: UInt32 = 0x5846_5342
        static let group: UInt32 = 0x5841_4746
        static let groupInodes: UInt32 = 0x5841_4749
        static let reserve: UInt32 = 0x5841_464c
        static let byPlace: UInt32 = 0x4142_3342
        static let bySize: UInt32 = 0x4142_3343
        static let inodes: UInt32 = 0x4941_4233
        static let freeInodes: UInt32 = 0x4649_4233
        static let shared: UInt32 = 0x5233_4643
        static let extents: UInt32 = 0x424d_4133
        static let folder: UInt32 = 0x5844_4233
        static let folderData: UInt32 = 0x5844_4433
        static let folderRoom: UInt32 = 0x5844_4633
        static let link: UInt32 = 0x5853_4c4d
        static let inode: UInt16 = 0x494e
        static let folderLeaf: UInt16 = 0x3dff
        static let node: UInt16 = 0x3ebe
        static let attributes: UInt16 = 0x3bee
    }

    /// How an inode has its content.
    enum Form: UInt8 {
        case device = 0
        case local = 1
        case extents = 2
        case tree = 3
    }

    /// The number of a name in a folder, or of an attribute.
    static func hash(of name: [UInt8]) -> UInt32 {
        func rolled(_ hash: UInt32, _ bits: UInt32) -> UInt32 { hash << bits | hash >> (32 - bits) }
        var hash: UInt32 = 0
        var rest = name[...]
        while rest.count >= 4 {
            let part = rest.prefix(4).map { UInt32($0) }
            hash = part[0] << 21 ^ part[1] << 14 ^ part[2] << 7 ^ part[3] ^ rolled(hash, 28)
            rest = rest.dropFirst(4)
        }
        let part = rest.map { UInt32($0) }
        return switch part.count {
        case 3: part[0] << 14 ^ part[1] << 7 ^ part[2] ^ rolled(hash, 21)
        case 2: part[0] << 7 ^ part[1] ^ rolled(hash, 14)
        case 1: part[0] ^ rolled(hash, 7)
        default: hash
        }
    }

    /// The bytes with their checksum, which stands among them at an offset and is zero before.
    static func seal(_ block: [UInt8], checksumAt offset: Int) -> [UInt8] {
        var bytes = block
        bytes.replace(at: offset, with: bytes.withUnsafeBytes { CRC32C.checksum(of: $0) }, .little)
        return bytes
    }
}
