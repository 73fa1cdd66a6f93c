extension Ext4Inode {
    /// Sets where the content is, and writes what of that has no room in the inode.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func setExtents(_ extents: [Ext4Extent], writing content: inout Ext4Content) throws {
        let seed = Self.checksumSeed(number, content.geometry)
        let tree = try Ext4ExtentTree(extents, checksumSeed: seed, writing: &content)
        hasExtents = true
        map = tree.root
        blocks += extents.reduce(tree.blockCount) { $0 + $1.blocks.count }
    }
}
