import FGCore

/// All groups of an ext4.
struct Ext4Groups {
    let geometry: Ext4Geometry
    private(set) var all: [Ext4Group] = []

    /// Gives bitmaps and tables their places: those of sixteen groups stand together.
    ///
    /// - Throws: `NoRoomOnDisk`.
    init(_ geometry: Ext4Geometry, taking space: inout Ext4Space) throws {
        self.geometry = geometry
        for first in stride(from: 0, to: geometry.groupCount, by: Ext4.groupsTogether) {
            try Task.checkCancellation()
            let numbers = first..<min(first + Ext4.groupsTogether, geometry.groupCount)
            let start = geometry.range(of: first).lowerBound
            let count = Int64(numbers.count)
            let bitmaps = try space.blocks(2 * count, from: start)
            for (index, number) in zip(Int64(0)..., numbers) {
                let group = Ext4Group(
                    number: number,
                    blockBitmap: bitmaps + index,
                    inodeBitmap: bitmaps + count + index,
                    table: try space.blocks(geometry.tableBlocks, from: start)
                )
                all.append(group)
            }
        }
        space.rewind()
    }

    /// Notes an inode in use; there is none behind it so far.
    mutating func note(_ inode: Ext4Inode) {
        let (group, index) = (Int(inode.number) - 1).quotientAndRemainder(dividingBy: geometry.inodesInGroup)
        all[group].usedInodes = max(all[group].usedInodes, index + 1)
        if inode.isFolder { all[group].folders += 1 }
    }

    /// Notes which blocks are in use: all that are not free.
    mutating func note(free: [Range<Int64>]) {
        var start: Int64 = 0
        for range in free + [geometry.blocks..<geometry.blocks] {
            noteUsed(start..<range.lowerBound)
            start = range.upperBound
        }
    }

    private mutating func noteUsed(_ range: Range<Int64>) {
        var range = range
        while !range.isEmpty {
            let group = Int(range.lowerBound / Ext4.groupBlocks)
            let part = range.clamped(to: geometry.range(of: group))
            all[group].usedBlocks.append(part)
            range = part.upperBound..<range.upperBound
        }
    }

    var freeInodes: Int { all.reduce(0) { $0 + geometry.inodesInGroup - $1.usedInodes } }

    /// Writes the bitmaps; gives all descriptors.
    ///
    /// - Throws: `CancellationError`.
    func writeBitmaps(to disk: Ext4Disk) throws -> [UInt8] {
        var descriptors: [UInt8] = []
        for group in all {
            try Task.checkCancellation()
            let (blocks, inodes) = (group.bitmapOfBlocks(geometry), group.bitmapOfInodes(geometry))
            // Where nothing is in use are zeros already.
            let isWhole = geometry.range(of: group.number).count == Int(Ext4.groupBlocks)
            if !group.usedBlocks.isEmpty || !isWhole { disk.put(blocks, at: group.blockBitmap) }
            if group.usedInodes > 0 { disk.put(inodes, at: group.inodeBitmap) }
            descriptors += group.descriptor(geometry, blocks: blocks, inodes: inodes)
        }
        return descriptors
    }
}
