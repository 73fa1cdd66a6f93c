import FGCore

/// The superblock, which says where the trees are.
struct BtrfsSuperblock {
    let trees: BtrfsTrees
    let identifiers: BtrfsIdentifiers
    let label: String

    static let size = 4096
    private static let labelPlace = 0x12b
    private static let labelRoom = 256
    private static let chunksPlace = 0x32b
    /// Free space is kept in a tree, and that is complete.
    private static let readingFeatures: UInt64 = 1 | 2
    /// References of mixed kinds, names apart, large blocks, short records of blocks, and no records of holes.
    private static let features: UInt64 = 1 | 0x20 | 0x40 | 0x100 | 0x200

    /// The copy at a place of the disk.
    func bytes(at place: Int64) -> [UInt8] {
        let (roots, chunkRoots) = (trees.root(of: Btrfs.Tree.root), trees.root(of: Btrfs.Tree.chunks))
        let system = trees.chunks.filter { $0.kind == .system }
        let array = system.flatMap { $0.key.bytes + $0.record(identifiers) }
        var bytes = [UInt8](repeating: 0, count: BtrfsChecksum.room)
        bytes += identifiers.fileSystem
        bytes.append(UInt64(place))
        bytes.append(UInt64(1))
        bytes += Array("_BHRfS_M".utf8)
        bytes.append(Btrfs.generation)
        bytes.append(roots.address)
        bytes.append(chunkRoots.address)
        bytes.append(UInt64(0))
        bytes.append(UInt64(0))
        bytes.append(UInt64(trees.size))
        bytes.append(UInt64(trees.chunks.reduce(0) { $0 + $1.used }))
        bytes.append(Btrfs.Object.rootFolder)
        bytes.append(UInt64(1))
        for size in [Btrfs.sectorSize, Btrfs.nodeSize, Btrfs.nodeSize, Btrfs.sectorSize, array.count] {
            bytes.append(UInt32(size))
        }
        bytes.append(Btrfs.generation)
        bytes.append(UInt64(0))
        bytes.append(Self.readingFeatures)
        bytes.append(Self.features)
        bytes.append(UInt16(0))
        bytes += [roots.level, chunkRoots.level, 0]
        bytes += trees.device
        bytes += label.utf8.prefix(Self.labelRoom - 1)
        bytes += [UInt8](repeating: 0, count: Self.labelPlace + Self.labelRoom - bytes.count)
        // The old cache of free space is not used; the tree of identifiers is of this generation.
        bytes.append(UInt64(0))
        bytes.append(Btrfs.generation)
        bytes += [UInt8](repeating: 0, count: Self.chunksPlace - bytes.count)
        bytes += array
        bytes += [UInt8](repeating: 0, count: Self.size - bytes.count)
        return BtrfsChecksum.seal(bytes)
    }
}
