/// The inodes of one group of an ext4 file system, as they stand one behind the other.
package struct Ext4InodeTable: Sendable {
    /// The number of the first inode.
    package let first: UInt32
    package let count: Int
    /// Where it begins in the file system, in bytes.
    package let offset: Int64
    /// Bytes of an inode.
    package let inodeSize: Int
}

extension Ext4FileSystem {
    /// The tables of all groups, in order.
    ///
    /// - Throws: `refused` when one lies outside of the file system.
    package func inodeTables() throws -> [Ext4InodeTable] {
        let perGroup = superblock.inodesPerGroup
        let groups = (superblock.inodeCount + perGroup - 1) / perGroup
        return try (0..<groups).map { group in
            Ext4InodeTable(
                first: UInt32(clamping: group * perGroup + 1),
                count: Int(min(perGroup, superblock.inodeCount - group * perGroup)),
                offset: try place(ofInodesIn: group),
                inodeSize: Int(superblock.inodeSize)
            )
        }
    }
}
