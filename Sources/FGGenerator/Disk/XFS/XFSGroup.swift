/// What begins each group: the places of its trees, and what is free.
struct XFSGroup {
    let number: Int64
    let geometry: XFSGeometry
    /// Stretches of free blocks, in order.
    let free: [Range<Int64>]
    /// The blocks that it keeps for its own trees.
    let reserve: Range<Int64>
    let inodes: XFSInodeChunks
    /// Where blocks of the tree of inodes are beside its root.
    let furtherBlocks: Int64

    private static let none = UInt32.max
    private static let unlinkedLists = 64

    var freeBlocks: Int64 { free.reduce(0) { $0 + Int64($1.count) } }

    private var inodeTree: XFSGroupTree { tree(XFS.Magic.inodes, inodes.records, size: 16) }
    private var freeInodeTree: XFSGroupTree { tree(XFS.Magic.freeInodes, inodes.freeRecords, size: 16) }

    /// All blocks of its trees, and the three sectors behind the superblock.
    func blocks() -> [(index: Int64, bytes: [UInt8])] {
        let bySize = free.sorted { ($0.count, $0.lowerBound) < ($1.count, $1.lowerBound) }
        let trees: [(tree: XFSGroupTree, root: Int64)] = [
            (tree(XFS.Magic.byPlace, Self.records(free), size: 8), XFS.Root.byPlace),
            (tree(XFS.Magic.bySize, Self.records(bySize), size: 8), XFS.Root.bySize),
            (inodeTree, XFS.Root.inodes), (freeInodeTree, XFS.Root.freeInodes),
            (tree(XFS.Magic.shared, [], size: 12), XFS.Root.shared),
        ]
        return trees.flatMap { $0.tree.blocks(root: $0.root, further: furtherBlocks) }
    }

    /// The sectors behind the superblock.
    func sectors() -> [UInt8] { freeSpace() + inodeSpace() + reserved() }

    private func tree(_ magic: UInt32, _ records: [[UInt8]], size: Int) -> XFSGroupTree {
        XFSGroupTree(magic: magic, group: number, geometry: geometry, records: records, recordSize: size)
    }

    private static func records(_ stretches: [Range<Int64>]) -> [[UInt8]] {
        stretches.map { stretch in
            var bytes: [UInt8] = []
            bytes.append(big: UInt32(stretch.lowerBound))
            bytes.append(big: UInt32(stretch.count))
            return bytes
        }
    }

    private func freeSpace() -> [UInt8] {
        var bytes = head(XFS.Magic.group)
        for root in [XFS.Root.byPlace, XFS.Root.bySize, 0] { bytes.append(big: UInt32(root)) }
        for level: UInt32 in [1, 1, 0] { bytes.append(big: level) }
        bytes.append(big: UInt32(1))
        bytes.append(big: UInt32(reserve.count))
        bytes.append(big: UInt32(reserve.count))
        bytes.append(big: UInt32(freeBlocks))
        bytes.append(big: UInt32(free.map(\.count).max() ?? 0))
        bytes.append(big: UInt32(0))
        bytes += geometry.identifier
        bytes.append(big: UInt32(0))
        bytes.append(big: UInt32(1))
        bytes.append(big: UInt32(XFS.Root.shared))
        bytes.append(big: UInt32(1))
        bytes.fill(to: XFS.sectorSize)
        return XFS.seal(bytes, checksumAt: 216)
    }

    private func inodeSpace() -> [UInt8] {
        var bytes = head(XFS.Magic.groupInodes)
        bytes.append(big: UInt32(inodes.all))
        bytes.append(big: UInt32(XFS.Root.inodes))
        bytes.append(big: UInt32(inodeTree.height))
        bytes.append(big: UInt32(inodes.free))
        // The chunk that new ones were last taken from.
        bytes.append(
            big: inodes.chunks > 0
                ? UInt32(geometry.inode((inodes.chunks - 1) * XFS.inodesInChunk)) : Self.none
        )
        for _ in 0...Self.unlinkedLists { bytes.append(big: Self.none) }
        bytes += geometry.identifier
        bytes.fill(to: 328)
        bytes.append(big: UInt32(XFS.Root.freeInodes))
        bytes.append(big: UInt32(1))
        bytes.append(big: UInt32(inodeTree.blockCount))
        bytes.append(big: UInt32(1))
        bytes.fill(to: XFS.sectorSize)
        return XFS.seal(bytes, checksumAt: 312)
    }

    private func reserved() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: XFS.Magic.reserve)
        bytes.append(big: UInt32(number))
        bytes += geometry.identifier
        bytes.fill(to: 36)
        // The first place stays empty.
        bytes.append(big: Self.none)
        for block in reserve { bytes.append(big: UInt32(block)) }
        while bytes.count < XFS.sectorSize { bytes.append(big: Self.none) }
        return XFS.seal(bytes, checksumAt: 32)
    }

    private func head(_ magic: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: magic)
        bytes.append(big: UInt32(1))
        bytes.append(big: UInt32(number))
        bytes.append(big: UInt32(geometry.length(of: number)))
        return bytes
    }
}
