import FGCore

/// How an ext4 is divided: groups of blocks, of which the last may be shorter, each with as many inodes.
struct Ext4Geometry {
    /// All blocks.
    let blocks: Int64
    let inodesInGroup: Int
    /// The blocks of all groups' descriptors.
    let descriptorBlocks: Int64
    /// Blocks behind them that stay free, so that a mounted file system can grow.
    let reservedBlocks: Int64
    /// 16 bytes.
    let identifier: [UInt8]
    /// What all checksums but the superblock's begin with.
    let checksumSeed: UInt32

    /// The bytes that there must be at least; in less there is no room for a journal.
    static let smallest: Int64 = 8 << 20
    /// Further groups have descriptors that do not fit before the second group.
    static let largest: Int64 = 64 << 40
    /// The bytes that there are for each inode, by the size up to which it is so.
    private static let bytesOfInode: [(size: Int64, bytes: Int64)] = [
        (512 << 20, 8192), (4 << 40, 16_384), (16 << 40, 32_768), (.max, 65_536),
    ]
    /// The blocks of the journal, by the blocks up to which it is so.
    private static let blocksOfJournal: [(blocks: Int64, journal: Int64)] = [
        (1 << 15, 1 << 10), (1 << 18, 1 << 12), (1 << 19, 1 << 13), (1 << 22, 1 << 14), (1 << 23, 1 << 15),
        (1 << 24, 1 << 16), (1 << 25, 1 << 17), (.max, 1 << 18),
    ]
    /// What the last group must have beside what belongs to each group.
    private static let leastOfGroup: Int64 = 50
    private static let mostGrowth: Int64 = 1024
    /// Reserved blocks are named by 32 bits.
    private static let mostBlocksThatGrow: Int64 = 1 << 32

    /// Divides a disk of some bytes, with inodes for some files at least.
    ///
    /// - Throws: `NoRoomOnDisk`.
    init(size: Int64, files: Int, identifier: [UInt8]) throws {
        var blocks = size / Int64(Ext4.blockSize)
        while true {
            let draft = try Self(blocks: blocks, size: size, files: files, identifier: identifier)
            let last = blocks - Int64(draft.groupCount - 1) * Ext4.groupBlocks
            let own = draft.hasCopy(draft.groupCount - 1) ? draft.copyBlocks : 0
            guard draft.groupCount > 1, last < own + draft.tableBlocks + 2 + Self.leastOfGroup else {
                self = draft
                return
            }
            // What is left behind whole groups is too short for one.
            blocks -= last
        }
    }

    private init(blocks: Int64, size: Int64, files: Int, identifier: [UInt8]) throws {
        guard size >= Self.smallest else { throw NoRoomOnDisk() }
        self.blocks = blocks
        self.identifier = identifier
        checksumSeed = Ext4.checksum(~0, identifier)
        let groups = Self.parts(of: blocks, Ext4.groupBlocks)
        let inDescriptorBlock = Int64(Ext4.blockSize / Ext4.descriptorSize)
        descriptorBlocks = Self.parts(of: groups, inDescriptorBlock)
        let later = Self.parts(of: blocks * Self.mostGrowth, Ext4.groupBlocks * inDescriptorBlock)
        reservedBlocks =
            blocks < Self.mostBlocksThatGrow
            ? min(later - descriptorBlocks, Int64(Ext4.numbersInBlock)) : 0
        let bytesOfInode = Self.bytesOfInode.first { size <= $0.size }?.bytes ?? 0
        // A quarter more, so that files can be added.
        let inodes = max(blocks * Int64(Ext4.blockSize) / bytesOfInode, Int64(files + files / 4))
        let wanted = Self.parts(of: inodes, groups).roundedUp(to: Int64(Ext4.inodesInBlock))
        guard wanted <= Ext4.mostInodesInGroup else { throw NoRoomOnDisk() }
        inodesInGroup = Int(wanted)
    }

    /// The bytes of a disk of some bytes that are never for files; all of them when it is too small.
    static func overhead(of size: Int64) -> Int64 {
        guard let geometry = try? Self(size: size, files: 0, identifier: []) else { return size }
        let blocks = geometry.journalBlocks + Int64(geometry.groupCount) * geometry.tableBlocks
        return blocks * Int64(Ext4.blockSize)
    }

    private static func parts(of count: Int64, _ size: Int64) -> Int64 { (count + size - 1) / size }

    var groupCount: Int { Int(Self.parts(of: blocks, Ext4.groupBlocks)) }
    var inodes: Int { inodesInGroup * groupCount }
    /// The blocks of a group's inodes.
    var tableBlocks: Int64 { Int64(inodesInGroup / Ext4.inodesInBlock) }
    /// The blocks of a superblock with all descriptors and what is reserved for them.
    var copyBlocks: Int64 { 1 + descriptorBlocks + reservedBlocks }
    var journalBlocks: Int64 { Self.blocksOfJournal.first { blocks < $0.blocks }?.journal ?? 0 }

    /// The blocks of a group.
    func range(of group: Int) -> Range<Int64> {
        let first = Int64(group) * Ext4.groupBlocks
        return first..<min(first + Ext4.groupBlocks, blocks)
    }

    /// Whether a group begins with the superblock or a copy: the first two, and powers of 3, 5 and 7.
    func hasCopy(_ group: Int) -> Bool {
        group <= 1
            || [3, 5, 7].contains { base in
                var power = base
                while power < group { power *= base }
                return power == group
            }
    }
}
