import FGCore

/// Gives content its places, and writes it.
struct Ext4Content {
    let geometry: Ext4Geometry
    let disk: Ext4Disk
    var space: Ext4Space

    /// Writes a file; gives where it is.
    ///
    /// - Throws: `NoRoomOnDisk`, errors of the system.
    mutating func write(_ file: DiskFile) throws -> [Ext4Extent] {
        var extents: [Ext4Extent] = []
        for range in try file.storedRanges() {
            try write(
                DiskBytes(of: file.path, range),
                at: range.lowerBound / Int64(Ext4.blockSize),
                to: &extents
            )
        }
        return extents
    }

    /// Writes whole blocks as the start of a file; gives where they are.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func write(_ blocks: [UInt8]) throws -> [Ext4Extent] {
        var extents: [Ext4Extent] = []
        try write(DiskBytes(blocks), at: 0, to: &extents)
        return extents
    }

    private mutating func write(
        _ bytes: DiskBytes,
        at offset: Int64,
        to extents: inout [Ext4Extent]
    ) throws {
        var done = 0
        while done < bytes.count {
            let wanted = Int64(bytes.count - done).roundedUp(to: Int64(Ext4.blockSize))
            let blocks = try space.blocks(upTo: wanted / Int64(Ext4.blockSize))
            let end = min(done + blocks.count * Ext4.blockSize, bytes.count)
            disk.put(bytes.part(done..<end), at: blocks.lowerBound)
            extents.append(blocks, at: offset + Int64(done / Ext4.blockSize))
            done = end
        }
    }

    /// Takes blocks for the start of a file without writing any.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func take(_ count: Int64) throws -> [Ext4Extent] {
        var extents: [Ext4Extent] = []
        var done: Int64 = 0
        while done < count {
            let blocks = try space.blocks(upTo: count - done)
            extents.append(blocks, at: done)
            done += Int64(blocks.count)
        }
        return extents
    }

    /// Takes one block.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func takeBlock() throws -> Int64 { try space.blocks(upTo: 1).lowerBound }
}
