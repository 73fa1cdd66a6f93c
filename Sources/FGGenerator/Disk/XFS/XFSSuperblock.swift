/// The superblock, which each group has a copy of.
struct XFSSuperblock {
    let geometry: XFSGeometry
    let label: String
    let inodes: XFSInodeChunks
    /// Free blocks of all groups, what they keep for their trees among them.
    let freeBlocks: Int64

    private static let longestLabel = 12
    private static let version: UInt16 = 0xb4a5
    private static let olderFeatures: UInt32 = 0x18a
    /// Trees of free inodes, shared blocks, and counted blocks of the trees of inodes.
    private static let writingFeatures: UInt32 = 1 | 4 | 8
    /// Kinds in entries of folders, chunks of inodes with holes, and times of 64 bits.
    private static let features: UInt32 = 1 | 2 | 8
    private static let inodePercent: UInt8 = 25

    func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: XFS.Magic.superblock)
        bytes.append(big: UInt32(XFS.blockSize))
        bytes.append(big: geometry.blocks)
        bytes.append(big: UInt64(0))
        bytes.append(big: UInt64(0))
        bytes += geometry.identifier
        bytes.append(big: geometry.number(XFSBlock(group: geometry.logGroup, index: XFS.Root.end)))
        for inode in 0..<3 { bytes.append(big: geometry.inode(inode)) }
        bytes.append(big: UInt32(1))
        bytes.append(big: UInt32(geometry.groupBlocks))
        bytes.append(big: UInt32(geometry.groupCount))
        bytes.append(big: UInt32(0))
        bytes.append(big: UInt32(geometry.logBlocks))
        bytes.append(big: Self.version)
        for size in [XFS.sectorSize, XFS.inodeSize, XFS.inodesInBlock] { bytes.append(big: UInt16(size)) }
        let name = Array(label.utf8.prefix(Self.longestLabel))
        bytes += name
        bytes.fill(to: 120)
        bytes += [UInt8(XFS.blockBits), 9, 9, 3, UInt8(geometry.groupBits), 0, 0, Self.inodePercent]
        bytes.append(big: UInt64(inodes.all))
        bytes.append(big: UInt64(inodes.free))
        bytes.append(big: freeBlocks)
        bytes.fill(to: 180)
        bytes.append(big: UInt32(XFS.blocksInChunk))
        bytes.fill(to: 196)
        bytes.append(big: UInt32(1))
        bytes.append(big: Self.olderFeatures)
        bytes.append(big: Self.olderFeatures)
        bytes.append(big: UInt32(0))
        bytes.append(big: Self.writingFeatures)
        bytes.append(big: Self.features)
        bytes.fill(to: 228)
        bytes.append(big: UInt32(XFS.blocksInChunk / 2))
        bytes.fill(to: XFS.sectorSize)
        return XFS.seal(bytes, checksumAt: 224)
    }
}
