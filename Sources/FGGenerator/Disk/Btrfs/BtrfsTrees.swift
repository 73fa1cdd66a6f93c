import FGCore

/// All trees of a btrfs, each with the address of its first block.
struct BtrfsTrees {
    let identifiers: BtrfsIdentifiers
    let epoch: Timestamp
    let extents: [BtrfsData.Extent]
    private let dataChunks: [BtrfsChunk]
    private let files: BtrfsTree
    private let checksums: BtrfsTree
    /// The trees in the order of their blocks; that of chunks, which is apart from the others, is the first.
    private(set) var placed: [(tree: BtrfsTree, address: UInt64)] = []
    private(set) var chunks: [BtrfsChunk] = []
    /// Bytes of the disk.
    private(set) var size: Int64 = 0

    init(identifiers: BtrfsIdentifiers, epoch: Timestamp, data: BtrfsData, files: [BtrfsItem]) {
        self.identifiers = identifiers
        self.epoch = epoch
        extents = data.extents
        dataChunks = data.chunks
        self.files = BtrfsTree(Btrfs.Tree.files, files)
        checksums = BtrfsTree(Btrfs.Tree.checksums, Self.checksumItems(data))
    }

    /// Places all trees; gives how many blocks those in the chunk for metadata have.
    ///
    /// It depends on where the chunk begins, not on how large it is.
    mutating func lay(system: BtrfsChunk, metadata: BtrfsChunk, size: Int64) -> Int {
        self.size = size
        var (system, metadata) = (system, metadata)
        chunks = [system] + dataChunks + [metadata]
        let chunkTree = BtrfsTree(Btrfs.Tree.chunks, chunkItems)
        system.used = Int64(chunkTree.blockCount * Btrfs.nodeSize)
        let first = [
            files, checksums, BtrfsTree(Btrfs.Tree.devices, chunks.flatMap { $0.deviceExtents(identifiers) }),
            BtrfsTree(Btrfs.Tree.identifiers, [identifierItem]),
            BtrfsTree(Btrfs.Tree.relocation, rootFolder(Btrfs.rootFolder)),
        ]
        // There is one block for the roots, and as many for extents as there are extents, their own blocks among them.
        var extentBlocks = 0
        var freeBlocks = 1
        while true {
            let before = (extentBlocks, freeBlocks)
            let count = first.reduce(0) { $0 + $1.blockCount } + freeBlocks + extentBlocks + 1
            metadata.used = Int64(count * Btrfs.nodeSize)
            chunks = [system] + dataChunks + [metadata]
            let free = BtrfsTree(Btrfs.Tree.freeSpace, chunks.flatMap(\.freeSpace))
            let extents = BtrfsTree(Btrfs.Tree.extents, extentItems(blocks: count))
            (extentBlocks, freeBlocks) = (extents.blockCount, free.blockCount)
            if (extentBlocks, freeBlocks) == before {
                place([chunkTree], at: system.address)
                let chunked = placed
                place(first + [free, extents], at: metadata.address)
                let root = BtrfsTree(Btrfs.Tree.root, rootItems)
                let last = placed.last.map { $0.address + UInt64($0.tree.blockCount * Btrfs.nodeSize) }
                placed.append((root, last ?? metadata.address))
                placed = chunked + placed
                finishExtents()
                return count
            }
        }
    }

    /// Where a tree's root is, and at which level.
    func root(of owner: UInt64) -> (address: UInt64, level: UInt8) {
        guard let found = placed.first(where: { $0.tree.owner == owner }) else { return (0, 0) }
        return (found.tree.root(at: found.address), found.tree.height)
    }

    private mutating func place(_ trees: [BtrfsTree], at start: UInt64) {
        placed = []
        var address = start
        for tree in trees {
            placed.append((tree, address))
            address += UInt64(tree.blockCount * Btrfs.nodeSize)
        }
    }

    /// Writes into the tree of extents whose block each is; the sizes of its items stay.
    private mutating func finishExtents() {
        guard let index = placed.firstIndex(where: { $0.tree.owner == Btrfs.Tree.extents }) else { return }
        var items = dataItems + chunks.map(\.group)
        for (tree, address) in placed {
            for (number, level) in tree.levelsOfBlocks.enumerated() {
                items.append(Self.block(address + UInt64(number * Btrfs.nodeSize), level, of: tree.owner))
            }
        }
        placed[index].tree = BtrfsTree(Btrfs.Tree.extents, items)
    }

    // MARK: Items

    private var chunkItems: [BtrfsItem] {
        [BtrfsItem(Btrfs.Object.devices, Btrfs.Item.device, Btrfs.device, device)]
            + chunks.map { BtrfsItem($0.key.object, $0.key.kind, $0.key.offset, $0.record(identifiers)) }
    }

    /// What there is to say of the only device.
    var device: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Btrfs.device)
        bytes.append(UInt64(size))
        bytes.append(UInt64(chunks.reduce(0) { $0 + $1.length * Int64($1.places.count) }))
        for _ in 0..<3 { bytes.append(UInt32(Btrfs.sectorSize)) }
        bytes += [UInt8](repeating: 0, count: 30)
        return bytes + identifiers.device + identifiers.fileSystem
    }

    private var identifierItem: BtrfsItem {
        func half(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        var bytes: [UInt8] = []
        bytes.append(Btrfs.Tree.files)
        return BtrfsItem(
            half(identifiers.files[..<8]),
            Btrfs.Item.identifier,
            half(identifiers.files[8...]),
            bytes
        )
    }

    private func rootFolder(_ inode: UInt64) -> [BtrfsItem] {
        [
            BtrfsItem(inode, Btrfs.Item.inode, 0, record(size: 0, stored: 0)),
            BtrfsItem(inode, Btrfs.Item.inodeReference, inode, BtrfsFiles.reference(index: 0, [0x2e, 0x2e])),
        ]
    }

    private func record(size: UInt64, stored: UInt64) -> [UInt8] {
        BtrfsFiles.record(
            size: size,
            stored: stored,
            links: 1,
            owner: (0, 0),
            mode: 0o40755,
            device: 0,
            times: (epoch.seconds, epoch.seconds)
        )
    }

    private static func checksumItems(_ data: BtrfsData) -> [BtrfsItem] {
        data.checksums.map { address, values in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(4 * values.count)
            for value in values { bytes.append(value) }
            return BtrfsItem(Btrfs.Object.checksums, Btrfs.Item.checksums, address, bytes)
        }
    }

    private var dataItems: [BtrfsItem] {
        extents.map { extent in
            let isData: UInt64 = 1
            var bytes = Self.extentHead(isData)
            bytes.append(Btrfs.Item.dataReference)
            bytes.append(Btrfs.Tree.files)
            bytes.append(extent.inode)
            bytes.append(UInt64(extent.offset))
            bytes.append(UInt32(1))
            return BtrfsItem(extent.address, Btrfs.Item.extent, UInt64(extent.length), bytes)
        }
    }

    private func extentItems(blocks: Int) -> [BtrfsItem] {
        var items = dataItems + chunks.map(\.group)
        let (system, metadata) = (chunks[0], chunks[chunks.count - 1])
        for (chunk, count) in [(system, Int(system.used) / Btrfs.nodeSize), (metadata, blocks)] {
            for number in 0..<count {
                items.append(Self.block(chunk.address + UInt64(number * Btrfs.nodeSize), 0, of: 0))
            }
        }
        return items
    }

    private static func block(_ address: UInt64, _ level: UInt8, of owner: UInt64) -> BtrfsItem {
        let isBlock: UInt64 = 2
        var bytes = extentHead(isBlock)
        bytes.append(Btrfs.Item.blockReference)
        bytes.append(owner)
        return BtrfsItem(address, Btrfs.Item.block, UInt64(level), bytes)
    }

    private static func extentHead(_ flags: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt64(1))
        bytes.append(Btrfs.generation)
        bytes.append(flags)
        return bytes
    }

    private var rootItems: [BtrfsItem] {
        let name = Array("default".utf8)
        let folder = Btrfs.Object.rootFolder
        let key = BtrfsKey(object: Btrfs.Tree.files, kind: Btrfs.Item.root, offset: .max)
        let entry = BtrfsFiles.entry(to: key, DiskFile.Kind.folder.entryKind, name)
        var items = placed.map { tree, address in
            BtrfsItem(tree.owner, Btrfs.Item.root, 0, rootRecord(of: tree, at: address))
        }
        items += rootFolder(folder)
        items.append(BtrfsItem(folder, Btrfs.Item.entry, BtrfsChecksum.ofName(name), entry))
        let reference = BtrfsFiles.reference(index: 0, name)
        items.append(BtrfsItem(Btrfs.Tree.files, Btrfs.Item.inodeReference, folder, reference))
        return items
    }

    private func rootRecord(of tree: BtrfsTree, at address: UInt64) -> [UInt8] {
        let hasFolder = [Btrfs.Tree.files, Btrfs.Tree.relocation].contains(tree.owner)
        let isSubvolume = tree.owner == Btrfs.Tree.files
        var bytes = record(size: 3, stored: UInt64(Btrfs.nodeSize))
        bytes.append(Btrfs.generation)
        bytes.append(hasFolder ? Btrfs.rootFolder : 0)
        bytes.append(tree.root(at: address))
        bytes.append(UInt64(0))
        bytes.append(UInt64(tree.blockCount * Btrfs.nodeSize))
        bytes.append(UInt64(0))
        bytes.append(UInt64(0))
        bytes.append(UInt32(1))
        bytes += BtrfsKey(object: 0, kind: 0, offset: 0).bytes
        bytes += [0, tree.height]
        bytes.append(Btrfs.generation)
        bytes += isSubvolume ? identifiers.files : [UInt8](repeating: 0, count: 16)
        bytes += [UInt8](repeating: 0, count: 64)
        for _ in 0..<2 {
            bytes.append(isSubvolume ? epoch.seconds : 0)
            bytes.append(UInt32(0))
        }
        return bytes + [UInt8](repeating: 0, count: 88)
    }
}
