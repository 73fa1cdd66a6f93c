/// Numbers of the format.
///
/// Source: the Linux kernel's documentation of btrfs, "On-disk format", and `include/uapi/linux/btrfs_tree.h`.
enum Btrfs {
    static let nodeSize = 16_384
    static let sectorSize = 4096
    static let stripeSize: UInt32 = 65_536
    static let headerSize = 101
    /// A key, and where in the leaf the data is.
    static let itemSize = 25
    /// A key, a block and its generation.
    static let pointerSize = 33
    /// What a leaf has for items.
    static let leafRoom = nodeSize - headerSize
    static let pointersInNode = leafRoom / pointerSize

    /// Everything is written in one go.
    static let generation: UInt64 = 1
    static let device: UInt64 = 1
    static let rootFolder: UInt64 = 256
    static let firstFile: UInt64 = 257

    /// The copies of the superblock, each on a disk that is large enough.
    static let superblocks: [Int64] = [1 << 16, 1 << 26, 1 << 38]
    /// What no stretch of the disk for trees or data may hold: what boots, and the superblocks.
    static let reserved: [Range<Int64>] =
        [0..<1 << 20] + superblocks.dropFirst().map { $0..<$0 + 1 << 20 }

    /// Numbers of trees.
    enum Tree {
        static let root: UInt64 = 1
        static let extents: UInt64 = 2
        static let chunks: UInt64 = 3
        static let devices: UInt64 = 4
        static let files: UInt64 = 5
        static let checksums: UInt64 = 7
        static let identifiers: UInt64 = 9
        static let freeSpace: UInt64 = 10
        static let relocation = UInt64(bitPattern: -9)
    }

    /// Other objects that have items.
    enum Object {
        static let devices: UInt64 = 1
        static let rootFolder: UInt64 = 6
        static let chunks: UInt64 = 256
        static let checksums = UInt64(bitPattern: -10)
    }

    /// Kinds of items.
    enum Item {
        static let inode: UInt8 = 1
        static let inodeReference: UInt8 = 12
        static let furtherReference: UInt8 = 13
        static let attribute: UInt8 = 24
        static let entry: UInt8 = 84
        static let entryIndex: UInt8 = 96
        static let extentOfFile: UInt8 = 108
        static let checksums: UInt8 = 128
        static let root: UInt8 = 132
        static let extent: UInt8 = 168
        static let block: UInt8 = 169
        static let blockReference: UInt8 = 176
        static let dataReference: UInt8 = 178
        static let group: UInt8 = 192
        static let freeSpace: UInt8 = 198
        static let freeExtent: UInt8 = 199
        static let deviceExtent: UInt8 = 204
        static let device: UInt8 = 216
        static let chunk: UInt8 = 228
        static let identifier: UInt8 = 251
    }

    static let entryKindOfAttribute: UInt8 = 8
}
