/// Where the stretches of a file are, when there are more of them than its inode has room for: a tree of blocks.
struct XFSExtentTree {
    /// What stands in the inode.
    let root: [UInt8]
    let blockCount: Int

    private static let headSize = 72
    private static let mostRecords = (XFS.blockSize - headSize) / 16
    private static let none = UInt64.max

    /// Writes the blocks of the tree.
    ///
    /// - Throws: `NoRoomOnDisk`.
    init(_ extents: [XFSExtent], of inode: UInt64, room: Int, writing content: inout XFSContent) throws {
        let geometry = content.geometry
        let roomOfRoot = (room - 4) / 16
        var level = 0
        // Of what is below: the first offset and the number of each block.
        var below: [(offset: UInt64, number: UInt64)] = []
        var blockCount = 0
        repeat {
            let count = level == 0 ? extents.count : below.count
            let parts = EvenParts.of(count, atMost: Self.mostRecords)
            let blocks = try parts.map { _ in try content.take(1) }
            let numbers = blocks.map { geometry.number($0) }
            var keys: [(offset: UInt64, number: UInt64)] = []
            for (index, part) in parts.enumerated() {
                var bytes: [UInt8] = []
                bytes.append(big: XFS.Magic.extents)
                bytes.append(big: UInt16(level))
                bytes.append(big: UInt16(part.count))
                bytes.append(big: index > 0 ? numbers[index - 1] : Self.none)
                bytes.append(big: index + 1 < parts.count ? numbers[index + 1] : Self.none)
                bytes.append(big: geometry.sector(blocks[index]))
                bytes.append(big: UInt64(0))
                bytes += geometry.identifier
                bytes.append(big: inode)
                bytes.fill(to: Self.headSize)
                if level == 0 {
                    for extent in extents[part] { bytes += extent.record(geometry) }
                    keys.append((UInt64(extents[part.lowerBound].offset), numbers[index]))
                } else {
                    Self.append(Array(below[part]), room: Self.mostRecords, to: &bytes)
                    keys.append((below[part.lowerBound].offset, numbers[index]))
                }
                bytes.fill(to: XFS.blockSize)
                content.put(XFS.seal(bytes, checksumAt: 64), at: blocks[index])
            }
            blockCount += parts.count
            level += 1
            below = keys
        } while below.count > roomOfRoot
        var root: [UInt8] = []
        root.append(big: UInt16(level))
        root.append(big: UInt16(below.count))
        Self.append(below, room: roomOfRoot, to: &root)
        self.root = root
        self.blockCount = blockCount
    }

    /// All offsets, then all blocks, with room for as many offsets as there can be.
    private static func append(_ keys: [(offset: UInt64, number: UInt64)], room: Int, to bytes: inout [UInt8])
    {
        let start = bytes.count
        for key in keys { bytes.append(big: key.offset) }
        bytes.fill(to: start + 8 * room)
        for key in keys { bytes.append(big: key.number) }
    }
}
