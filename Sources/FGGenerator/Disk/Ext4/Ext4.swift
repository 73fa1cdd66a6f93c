import FGInspect

/// Numbers of the format.
///
/// Source: "ext4 Data Structures and Algorithms" of the Linux kernel's documentation, and `fs/ext4/ext4.h` of the kernel.
enum Ext4 {
    static let blockSize = 4096
    static let groupBlocks: Int64 = 32_768
    /// Bitmaps and tables of so many groups stand together, at the start of the first.
    static let groupsTogether = 16
    static let groupsTogetherBits: UInt8 = 4
    static let descriptorSize = 64
    static let inodeSize = 256
    static let inodesInBlock = blockSize / inodeSize
    static let mostInodesInGroup = 8 * blockSize
    /// What an inode has for the places of its content.
    static let mapSize = 60
    /// The fields of an inode that the oldest ones do not have, in bytes.
    static let furtherFields: UInt16 = 32
    /// The blocks of a stretch of a file at most.
    static let longestExtent: Int64 = 32_768
    /// Numbers in a block of the older map of blocks.
    static let numbersInBlock = blockSize / 4

    /// Numbers of inodes.
    enum Inode {
        static let root: UInt32 = 2
        /// What keeps blocks for descriptors of groups that may come.
        static let resize: UInt32 = 7
        static let journal: UInt32 = 8
        static let lostAndFound: UInt32 = 11
        static let firstFile: UInt32 = 12
    }

    enum Magic {
        static let superblock: UInt16 = 0xef53
        static let extents: UInt16 = 0xf30a
        static let attributes: UInt32 = 0xea02_0000
        static let journal: UInt32 = 0xc03b_3998
    }

    /// A running checksum of some bytes.
    static func checksum(_ seed: UInt32, _ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { CRC32C.updated(seed, with: $0) }
    }

    /// A running checksum of a number, its lowest byte first.
    static func checksum(_ seed: UInt32, of number: some FixedWidthInteger) -> UInt32 {
        withUnsafeBytes(of: number.littleEndian) { CRC32C.updated(seed, with: $0) }
    }
}
