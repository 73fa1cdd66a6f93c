/// The items of a tree, and the blocks that they take: leaves first, then what points to them, the root last.
struct BtrfsTree {
    /// The number of the tree.
    let owner: UInt64
    let items: [BtrfsItem]
    /// For each level from the leaves up, which items or blocks of the level below each of its blocks has.
    let levels: [[Range<Int>]]

    /// Takes the items in any order.
    init(_ owner: UInt64, _ items: [BtrfsItem]) {
        self.owner = owner
        self.items = items.sorted { $0.key < $1.key }
        var levels = [Self.leaves(of: self.items)]
        while let below = levels.last, below.count > 1 {
            levels.append(
                stride(from: 0, to: below.count, by: Btrfs.pointersInNode).map {
                    $0..<min($0 + Btrfs.pointersInNode, below.count)
                }
            )
        }
        self.levels = levels
    }

    private static func leaves(of items: [BtrfsItem]) -> [Range<Int>] {
        var leaves: [Range<Int>] = []
        var (first, used) = (0, 0)
        for (index, item) in items.enumerated() {
            let wanted = Btrfs.itemSize + item.data.count
            if used + wanted > Btrfs.leafRoom {
                leaves.append(first..<index)
                (first, used) = (index, 0)
            }
            used += wanted
        }
        return leaves + [first..<items.count]
    }

    var blockCount: Int { levels.reduce(0) { $0 + $1.count } }
    /// The level of the root; 0 when it is a leaf.
    var height: UInt8 { UInt8(levels.count - 1) }

    /// The level of each block, in the order of the blocks.
    var levelsOfBlocks: [UInt8] {
        levels.enumerated().flatMap { [UInt8](repeating: UInt8($0.offset), count: $0.element.count) }
    }

    /// Where the root is when the blocks begin at an address.
    func root(at address: UInt64) -> UInt64 { address + UInt64((blockCount - 1) * Btrfs.nodeSize) }

    /// All blocks in order, when they begin at an address.
    func forEachBlock(
        at address: UInt64,
        _ identifiers: BtrfsIdentifiers,
        _ body: (_ address: UInt64, _ block: [UInt8]) throws -> Void
    ) rethrows {
        var (next, below) = (address, address)
        var firstKeys: [BtrfsKey] = []
        for (level, blocks) in levels.enumerated() {
            let start = next
            var keys: [BtrfsKey] = []
            for range in blocks {
                let header = header(next, identifiers, count: range.count, level: UInt8(level))
                if level == 0 {
                    try body(next, BtrfsChecksum.seal(leaf(range, header)))
                    if let first = range.first { keys.append(items[first].key) }
                } else {
                    try body(next, BtrfsChecksum.seal(node(range, header, below, firstKeys)))
                    keys.append(firstKeys[range.lowerBound])
                }
                next += UInt64(Btrfs.nodeSize)
            }
            (below, firstKeys) = (start, keys)
        }
    }

    private func leaf(_ range: Range<Int>, _ header: [UInt8]) -> [UInt8] {
        var bytes = header
        var end = Btrfs.leafRoom
        for item in items[range] {
            end -= item.data.count
            bytes += item.key.bytes
            bytes.append(UInt32(end))
            bytes.append(UInt32(item.data.count))
        }
        bytes += [UInt8](repeating: 0, count: Btrfs.headerSize + end - bytes.count)
        for item in items[range].reversed() { bytes += item.data }
        return bytes
    }

    private func node(_ range: Range<Int>, _ header: [UInt8], _ below: UInt64, _ keys: [BtrfsKey]) -> [UInt8]
    {
        var bytes = header
        for index in range {
            bytes += keys[index].bytes
            bytes.append(below + UInt64(index * Btrfs.nodeSize))
            bytes.append(Btrfs.generation)
        }
        return bytes + [UInt8](repeating: 0, count: Btrfs.nodeSize - bytes.count)
    }

    private func header(_ address: UInt64, _ identifiers: BtrfsIdentifiers, count: Int, level: UInt8)
        -> [UInt8]
    {
        let (isWritten, hasMixedReferences): (UInt64, UInt64) = (1, 1 << 56)
        var bytes = [UInt8](repeating: 0, count: BtrfsChecksum.room)
        bytes += identifiers.fileSystem
        bytes.append(address)
        bytes.append(isWritten | hasMixedReferences)
        bytes += identifiers.chunks
        bytes.append(Btrfs.generation)
        bytes.append(owner)
        bytes.append(UInt32(count))
        bytes.append(level)
        return bytes
    }
}
