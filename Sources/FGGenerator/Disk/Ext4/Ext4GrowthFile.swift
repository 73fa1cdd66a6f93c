import FGCore

/// The file of the blocks that are reserved for descriptors of further groups, so that a mounted file system can grow.
///
/// It has the older map: its table of tables leads to the reserved blocks behind the superblock, and each of those to the
/// blocks at the same place behind the copies. Source: `lib/ext2fs/res_gdt.c` of e2fsprogs, for the places.
enum Ext4GrowthFile {
    /// Where the map has the table of tables.
    private static let placeOfTables = 13
    private static let directBlocks: Int64 = 12

    /// Writes the tables; gives the inode.
    ///
    /// - Throws: `NoRoomOnDisk`.
    static func write(to content: inout Ext4Content, epoch: Timestamp) throws -> Ext4Inode {
        let geometry = content.geometry
        var inode = Ext4Inode(number: Ext4.Inode.resize)
        guard geometry.reservedBlocks > 0 else { return inode }
        let numbers = Int64(Ext4.numbersInBlock)
        let copies = (1..<geometry.groupCount).filter(geometry.hasCopy)
            .map { geometry.range(of: $0).lowerBound }
        var tables = [UInt32](repeating: 0, count: Ext4.numbersInBlock)
        for index in 0..<geometry.reservedBlocks {
            let place = geometry.descriptorBlocks + index
            let block = 1 + place
            tables[Int(place % numbers)] = UInt32(block)
            var bytes: [UInt8] = []
            for copy in copies { bytes.append(UInt32(copy + block)) }
            if !bytes.isEmpty { content.disk.put(bytes, at: block) }
        }
        let table = try content.takeBlock()
        content.disk.put(
            tables.reduce(into: []) { (bytes: inout [UInt8], number) in bytes.append(number) },
            at: table
        )
        inode.mode = DiskFile.Kind.file.rawValue | 0o600
        inode.links = 1
        inode.modified = epoch.seconds
        inode.size = (numbers * numbers + numbers + directBlocks) * Int64(Ext4.blockSize)
        inode.blocks = 1 + Int(geometry.reservedBlocks) * (1 + copies.count)
        inode.map.fill(to: 4 * placeOfTables)
        inode.map.append(UInt32(table))
        return inode
    }
}
