/// Where the stretches of a file are: in its inode, or in a tree of blocks when there are more than that has room for.
struct Ext4ExtentTree {
    /// What stands in the inode.
    let root: [UInt8]
    /// The blocks of the tree beside it.
    let blockCount: Int

    private static let recordSize = 12
    private static let mostInRoot = Ext4.mapSize / recordSize - 1
    /// Beside the records there are a head and a checksum.
    private static let mostInBlock = (Ext4.blockSize - recordSize - 4) / recordSize

    /// Writes the blocks of the tree.
    ///
    /// - Throws: `NoRoomOnDisk`.
    init(_ extents: [Ext4Extent], checksumSeed: UInt32, writing content: inout Ext4Content) throws {
        var level = 0
        var blockCount = 0
        var records = extents.map { (offset: $0.offset, bytes: $0.record) }
        while records.count > Self.mostInRoot {
            var above: [(offset: Int64, bytes: [UInt8])] = []
            for part in EvenParts.of(records.count, atMost: Self.mostInBlock) {
                let block = try content.takeBlock()
                var bytes = Self.node(records[part], room: Self.mostInBlock, level: level)
                bytes.append(Ext4.checksum(checksumSeed, bytes))
                bytes.fill(to: Ext4.blockSize)
                content.disk.put(bytes, at: block)
                let offset = records[part.lowerBound].offset
                above.append((offset, Self.record(of: block, at: offset)))
            }
            blockCount += above.count
            level += 1
            records = above
        }
        root = Self.node(records[...], room: Self.mostInRoot, level: level)
        self.blockCount = blockCount
    }

    /// What leads to a block of the level below.
    private static func record(of block: Int64, at offset: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt32(offset))
        bytes.append(UInt32(truncatingIfNeeded: block))
        bytes.append(UInt16(block >> 32))
        bytes.append(UInt16(0))
        return bytes
    }

    private static func node(_ records: ArraySlice<(offset: Int64, bytes: [UInt8])>, room: Int, level: Int)
        -> [UInt8]
    {
        var bytes: [UInt8] = []
        bytes.append(Ext4.Magic.extents)
        for number in [records.count, room, level] { bytes.append(UInt16(number)) }
        bytes.append(UInt32(0))
        for record in records { bytes += record.bytes }
        bytes.fill(to: recordSize * (1 + room))
        return bytes
    }
}
