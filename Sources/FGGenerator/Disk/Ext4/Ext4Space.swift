import FGCore

/// Gives out the blocks of an ext4, one behind the other.
struct Ext4Space {
    /// Stretches of free blocks, in order.
    private(set) var free: [Range<Int64>]
    private var current = 0

    /// All blocks are free but those of the superblock and its copies.
    init(_ geometry: Ext4Geometry) {
        free = []
        var start: Int64 = 0
        for group in 0..<geometry.groupCount where geometry.hasCopy(group) {
            let first = geometry.range(of: group).lowerBound
            if start < first { free.append(start..<first) }
            start = first + geometry.copyBlocks
        }
        if start < geometry.blocks { free.append(start..<geometry.blocks) }
    }

    /// Consecutive blocks, as many as there are up to a count.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func blocks(upTo most: Int64) throws -> Range<Int64> {
        while current < free.count, free[current].isEmpty { current += 1 }
        guard current < free.count else { throw NoRoomOnDisk() }
        let range = free[current]
        let end = min(range.lowerBound + most, range.upperBound)
        free[current] = end..<range.upperBound
        return range.lowerBound..<end
    }

    /// Consecutive blocks, exactly so many, the first ones behind a block; later calls ask for blocks behind.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func blocks(_ count: Int64, from least: Int64) throws -> Int64 {
        while current < free.count {
            let range = free[current]
            let start = max(range.lowerBound, least)
            guard start + count <= range.upperBound else {
                current += 1
                continue
            }
            free[current] = start + count..<range.upperBound
            if range.lowerBound < start {
                free.insert(range.lowerBound..<start, at: current)
                current += 1
            }
            return start
        }
        throw NoRoomOnDisk()
    }

    var freeBlocks: Int64 { free.reduce(0) { $0 + Int64($1.count) } }

    /// Begins anew with what is free at the start of the disk.
    mutating func rewind() { current = 0 }
}
