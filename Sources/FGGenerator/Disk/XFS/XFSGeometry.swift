/// How an XFS is divided: groups of blocks, of which the last may be shorter, and the log in the midst.
struct XFSGeometry {
    /// All blocks.
    let blocks: Int64
    let groupCount: Int64
    /// The blocks of a group.
    let groupBlocks: Int64
    /// So many bits of a block's number are its place in the group.
    let groupBits: Int
    let logGroup: Int64
    let logBlocks: Int64
    /// 16 bytes.
    let identifier: [UInt8]

    private static let usualGroups: Int64 = 4
    private static let largestGroup: Int64 = (1 << 28) - 1
    private static let smallestLog: Int64 = 16_384
    private static let largestLog: Int64 = (1 << 19) - 1

    /// The bytes that there must be at least; in less there is no room for a log.
    static let smallest: Int64 = 300 << 20

    /// Divides a disk of some bytes.
    init(size: Int64, identifier: [UInt8]) {
        blocks = size >> Int64(XFS.blockBits)
        groupCount = max(Self.usualGroups, (blocks + Self.largestGroup - 1) / Self.largestGroup)
        groupBlocks = (blocks + groupCount - 1) / groupCount
        groupBits = Int64.bitWidth - (groupBlocks - 1).leadingZeroBitCount
        logGroup = groupCount / 2
        logBlocks = min(max(Self.smallestLog, blocks / 2048), Self.largestLog)
        self.identifier = identifier
    }

    /// The blocks of one group.
    func length(of group: Int64) -> Int64 { min(groupBlocks, blocks - group * groupBlocks) }

    /// Where a block is on the disk, in bytes.
    func place(_ block: XFSBlock) -> Int64 {
        (block.group * groupBlocks + block.index) << Int64(XFS.blockBits)
    }

    /// The number of a block as structures have it.
    func number(_ block: XFSBlock) -> UInt64 { UInt64(block.group << Int64(groupBits) | block.index) }

    /// The number of a block's first sector, which the block itself has.
    func sector(_ block: XFSBlock) -> UInt64 { UInt64(place(block)) / UInt64(XFS.sectorSize) }

    /// The number of an inode by its place among all, which are in the first group.
    func inode(_ index: Int) -> UInt64 {
        UInt64(Int(XFS.firstInodeBlock) * XFS.inodesInBlock + index)
    }
}

/// A block by its group.
struct XFSBlock {
    let group: Int64
    let index: Int64
}
