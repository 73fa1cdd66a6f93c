import FGCore

/// The superblock, of which some groups have copies.
struct Ext4Superblock {
    let geometry: Ext4Geometry
    let label: String
    /// 16 bytes, which numbers of names in large folders begin with.
    let hashSeed: [UInt8]
    let epoch: Timestamp
    let freeBlocks: Int64
    let freeInodes: Int
    /// Blocks that are never of files.
    let overhead: Int64
    let journal: Ext4Inode

    /// Where it stands in the first block, in bytes.
    static let place = 1024
    private static let size = 1024
    private static let longestLabel = 16
    /// A journal, extended attributes, numbers of names in folders.
    private static let features: UInt32 = 0x4 | 0x8 | 0x20
    /// Room to grow.
    private static let growthFeature: UInt32 = 0x10
    /// Kinds in entries of folders, stretches, numbers of 64 bits, bitmaps and tables of groups that stand together.
    private static let readingFeatures: UInt32 = 0x2 | 0x40 | 0x80 | 0x200
    /// Few copies, large and huge files, many folders in one, further fields of inodes, checksums.
    private static let writingFeatures: UInt32 = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x400
    private static let percentForRoot: Int64 = 1
    private static let isClean: UInt16 = 1
    private static let goesOnAfterErrors: UInt16 = 1
    /// Extended attributes and lists of who may do what.
    private static let mountOptions: UInt32 = 0x4 | 0x8
    private static let halfMD4: UInt8 = 1
    private static let hasSignedHashes: UInt32 = 1
    private static let hasJournalsMap: UInt8 = 1
    private static let checksumIsCRC32C: UInt8 = 1

    /// The bytes as they stand in a group.
    func bytes(in group: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        func low(_ number: Int64) -> UInt32 { UInt32(truncatingIfNeeded: number) }
        let reserve = geometry.blocks * Self.percentForRoot / 100
        bytes.append(UInt32(geometry.inodes))
        for count in [geometry.blocks, reserve, freeBlocks] { bytes.append(low(count)) }
        bytes.append(UInt32(freeInodes))
        bytes.append(UInt32(0))
        // Sizes of blocks and of what is given out, as powers of two from 1024 on.
        for _ in 0..<2 { bytes.append(UInt32(2)) }
        for _ in 0..<2 { bytes.append(UInt32(Ext4.groupBlocks)) }
        bytes.append(UInt32(geometry.inodesInGroup))
        bytes.append(UInt32(0))
        bytes.append(low(epoch.seconds))
        bytes.append(UInt16(0))
        bytes.append(UInt16.max)
        for number in [Ext4.Magic.superblock, Self.isClean, Self.goesOnAfterErrors, 0] {
            bytes.append(number)
        }
        bytes.append(low(epoch.seconds))
        for number: UInt32 in [0, 0, 1, 0, Ext4.Inode.firstFile - 1] { bytes.append(number) }
        for number in [Ext4.inodeSize, group] { bytes.append(UInt16(number)) }
        bytes.append(Self.features | (geometry.reservedBlocks > 0 ? Self.growthFeature : 0))
        bytes.append(Self.readingFeatures)
        bytes.append(Self.writingFeatures)
        bytes += geometry.identifier
        bytes += label.utf8.prefix(Self.longestLabel)
        bytes.fill(to: 0xce)
        bytes.append(UInt16(geometry.reservedBlocks))
        bytes.fill(to: 0xe0)
        bytes.append(Ext4.Inode.journal)
        bytes.fill(to: 0xec)
        bytes += hashSeed
        bytes += [Self.halfMD4, Self.hasJournalsMap]
        bytes.append(UInt16(Ext4.descriptorSize))
        bytes.append(Self.mountOptions)
        bytes.append(UInt32(0))
        bytes.append(low(epoch.seconds))
        bytes += journal.map
        for half in [journal.size >> 32, journal.size] { bytes.append(low(half)) }
        for count in [geometry.blocks, reserve, freeBlocks] { bytes.append(UInt32(count >> 32)) }
        for _ in 0..<2 { bytes.append(Ext4.furtherFields) }
        bytes.append(Self.hasSignedHashes)
        bytes.fill(to: 0x174)
        bytes += [Ext4.groupsTogetherBits, Self.checksumIsCRC32C]
        bytes.fill(to: 0x248)
        bytes.append(low(overhead))
        bytes.fill(to: 0x274)
        // The ninth bits and those behind of three times; the first of them is that of the last change.
        bytes += [Self.late(epoch), 0, Self.late(epoch), Self.late(epoch)]
        bytes.fill(to: Self.size - 4)
        // It is not inverted at its end.
        bytes.append(Ext4.checksum(~0, bytes))
        return bytes
    }

    /// The bits of a time beyond 32.
    private static func late(_ time: Timestamp) -> UInt8 { UInt8(truncatingIfNeeded: time.seconds >> 32) }
}
