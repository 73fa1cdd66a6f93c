import FGCore

/// The journal, which is empty: a file whose first block says so.
///
/// Source: "ext4 Data Structures and Algorithms" of the Linux kernel's documentation, "Journal (jbd2)".
enum Ext4Journal {
    private static let superblockOfSecondKind: UInt32 = 4

    /// Writes it; gives its inode.
    ///
    /// - Throws: `NoRoomOnDisk`.
    static func write(to content: inout Ext4Content, epoch: Timestamp) throws -> Ext4Inode {
        let geometry = content.geometry
        let extents = try content.take(geometry.journalBlocks)
        var inode = Ext4Inode(number: Ext4.Inode.journal)
        inode.mode = DiskFile.Kind.file.rawValue | 0o600
        inode.links = 1
        inode.modified = epoch.seconds
        inode.size = geometry.journalBlocks * Int64(Ext4.blockSize)
        try inode.setExtents(extents, writing: &content)
        if let first = extents.first?.blocks.lowerBound {
            content.disk.put(superblock(geometry), at: first)
        }
        return inode
    }

    private static func superblock(_ geometry: Ext4Geometry) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: Ext4.Magic.journal)
        bytes.append(big: superblockOfSecondKind)
        bytes.append(big: UInt32(0))
        bytes.append(big: UInt32(Ext4.blockSize))
        bytes.append(big: UInt32(geometry.journalBlocks))
        // The first block for what is written, and the first number of a transaction.
        for _ in 0..<2 { bytes.append(big: UInt32(1)) }
        bytes.fill(to: 0x30)
        bytes += geometry.identifier
        bytes.append(big: UInt32(1))
        bytes.fill(to: 1024)
        return bytes
    }
}
