/// A folder in several blocks: entries, the tree of the numbers of their names, and what is free in each block.
struct XFSFolderTree {
    let folder: XFSFolder
    let all: [XFSFolder.Entry]

    /// Where each kind of block begins in the folder, in blocks.
    private static let treeOffset: Int64 = 32 << (30 - 12)
    private static let roomOffset: Int64 = 64 << (30 - 12)
    private static let headSize = 64
    /// Not all that there is room for: names come to a folder.
    private static let mostPlaces = 400
    private static let mostBlocksOfRoom = (XFS.blockSize - headSize) / 2
    static let checksumPlace = 12

    /// A block of the tree while it is made.
    private struct Node {
        let magic: UInt16
        let level: UInt16
        let count: Int
        let content: [UInt8]
        /// The highest number of a name below it.
        let last: UInt32
        var back: UInt32 = 0
        var forward: UInt32 = 0
    }

    func write(to content: inout XFSContent) throws -> (extents: [XFSExtent], size: Int) {
        let blocks = dataBlocks()
        let dataStart = try content.take(blocks.count)
        for (index, block) in blocks.enumerated() {
            let place = Self.block(dataStart, index)
            let bytes = block.bytes(XFS.Magic.folderData, place, of: folder.inode, content.geometry)
            content.put(XFS.seal(bytes, checksumAt: XFSFolderData.checksumPlace), at: place)
        }
        let nodes = tree(
            blocks.enumerated().flatMap { $1.places(inBlock: $0) }.sorted(by: XFSFolder.isBefore)
        )
        let treeStart = try content.take(nodes.count)
        for (index, node) in nodes.enumerated() {
            let place = Self.block(treeStart, index)
            content.put(bytes(of: node, at: place, content.geometry), at: place)
        }
        // Which blocks each is of is no choice.
        let rooms = stride(from: 0, to: blocks.count, by: Self.mostBlocksOfRoom).map {
            $0..<min($0 + Self.mostBlocksOfRoom, blocks.count)
        }
        let roomStart = try content.take(rooms.count)
        for (index, range) in rooms.enumerated() {
            let place = Self.block(roomStart, index)
            content.put(room(of: blocks, range, at: place, content.geometry), at: place)
        }
        let extents = [
            XFSExtent(offset: 0, start: dataStart, count: Int64(blocks.count)),
            XFSExtent(offset: Self.treeOffset, start: treeStart, count: Int64(nodes.count)),
            XFSExtent(offset: Self.roomOffset, start: roomStart, count: Int64(rooms.count)),
        ]
        return (extents, blocks.count * XFS.blockSize)
    }

    private static func block(_ start: XFSBlock, _ index: Int) -> XFSBlock {
        XFSBlock(group: start.group, index: start.index + Int64(index))
    }

    private func dataBlocks() -> [XFSFolderData] {
        var blocks = [XFSFolderData()]
        for entry in all {
            if blocks[blocks.count - 1].free < entry.size { blocks.append(XFSFolderData()) }
            blocks[blocks.count - 1].append(entry)
        }
        return blocks
    }

    /// The blocks of the tree, its root first.
    private func tree(_ places: [XFSFolder.Place]) -> [Node] {
        var levels: [[Node]] = [
            EvenParts.of(places.count, atMost: Self.mostPlaces).map { range in
                let part = places[range]
                return Node(
                    magic: XFS.Magic.folderLeaf,
                    level: 0,
                    count: part.count,
                    content: part.flatMap(\.bytes),
                    last: part.last?.hash ?? 0
                )
            }
        ]
        // The root is the first block, whatever level it is at; what is below it stands behind.
        var sizes = [levels[0].count]
        while let size = sizes.last, size > 1 { sizes.append((size + Self.mostPlaces - 1) / Self.mostPlaces) }
        // Levels from the top: where each begins.
        var starts = [Int](repeating: 0, count: sizes.count)
        for level in (0..<sizes.count - 1).reversed() { starts[level] = starts[level + 1] + sizes[level + 1] }
        for level in 1..<max(sizes.count, 1) {
            let below = levels[level - 1]
            levels.append(
                EvenParts.of(below.count, atMost: Self.mostPlaces).map { range in
                    var content: [UInt8] = []
                    for index in range {
                        content.append(big: below[index].last)
                        content.append(big: UInt32(Self.treeOffset) + UInt32(starts[level - 1] + index))
                    }
                    return Node(
                        magic: XFS.Magic.node,
                        level: UInt16(level),
                        count: range.count,
                        content: content,
                        last: below[range.upperBound - 1].last
                    )
                }
            )
        }
        for level in levels.indices {
            for index in levels[level].indices {
                let number = UInt32(Self.treeOffset) + UInt32(starts[level] + index)
                if index > 0 { levels[level][index].back = number - 1 }
                if index + 1 < levels[level].count { levels[level][index].forward = number + 1 }
            }
        }
        return levels.reversed().flatMap { $0 }
    }

    private func bytes(of node: Node, at block: XFSBlock, _ geometry: XFSGeometry) -> [UInt8] {
        var bytes = Self.head(
            node.magic,
            (node.forward, node.back),
            block,
            of: folder.inode,
            geometry
        )
        bytes.append(big: UInt16(node.count))
        // A leaf has the count of names that are gone here.
        bytes.append(big: node.level)
        bytes.fill(to: Self.headSize)
        bytes += node.content
        bytes.fill(to: XFS.blockSize)
        return XFS.seal(bytes, checksumAt: Self.checksumPlace)
    }

    /// What begins a block of a tree of names.
    static func head(
        _ magic: UInt16,
        _ siblings: (forward: UInt32, back: UInt32),
        _ block: XFSBlock,
        of inode: UInt64,
        _ geometry: XFSGeometry
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: siblings.forward)
        bytes.append(big: siblings.back)
        bytes.append(big: magic)
        bytes.fill(to: 16)
        bytes.append(big: geometry.sector(block))
        bytes.append(big: UInt64(0))
        bytes += geometry.identifier
        bytes.append(big: inode)
        return bytes
    }

    private func room(
        of blocks: [XFSFolderData],
        _ range: Range<Int>,
        at block: XFSBlock,
        _ geometry: XFSGeometry
    )
        -> [UInt8]
    {
        var bytes = XFSFolderData.head(XFS.Magic.folderRoom, block, of: folder.inode, geometry)
        bytes.append(big: UInt32(range.lowerBound))
        bytes.append(big: UInt32(range.count))
        bytes.append(big: UInt32(range.count))
        bytes.fill(to: Self.headSize)
        for index in range { bytes.append(big: UInt16(blocks[index].free)) }
        bytes.fill(to: XFS.blockSize)
        return XFS.seal(bytes, checksumAt: XFSFolderData.checksumPlace)
    }
}
