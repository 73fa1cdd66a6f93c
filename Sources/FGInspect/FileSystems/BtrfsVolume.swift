import FGCore

/// The addresses of a btrfs, and its trees.
struct BtrfsVolume: Sendable {
    /// A stretch of addresses that stands in one piece on the disk.
    private struct Chunk {
        let address: UInt64
        let length: UInt64
        let place: Int64
    }

    let region: DiskRegion
    private let nodeSize: Int
    private var chunks: [Chunk] = []

    private static let highest: UInt8 = 7
    /// Once, or twice on one device; everything else is spread over several.
    private static let (profiles, twice): (UInt64, UInt64) = (0x7f8, 0x20)
    private static let chunkKind: UInt8 = 228
    private static let headSize = 48

    /// Reads the map of the addresses.
    ///
    /// - Throws: `refused` when it is damaged, or for data that is spread over devices.
    init(_ region: DiskRegion, _ superblock: BtrfsSuperblock) throws {
        self.region = region
        nodeSize = superblock.nodeSize
        let first = ByteReader(superblock.chunks)
        var place = 0
        while place < first.count {
            let key = try BtrfsBlock.Key(first, at: place)
            place += BtrfsBlock.Key.size
            try add(key, first, at: place)
            place += Self.headSize + 32 * Int(try first.uint16(at: place + 44, .little))
        }
        var found: [(key: BtrfsBlock.Key, reader: ByteReader, place: Int)] = []
        try forEachItem(of: superblock.chunkRoot) { key, reader, data in
            if key.kind == Self.chunkKind { found.append((key, reader, data.lowerBound)) }
        }
        chunks = []
        for (key, reader, place) in found { try add(key, reader, at: place) }
        chunks.sort { $0.address < $1.address }
    }

    private mutating func add(_ key: BtrfsBlock.Key, _ reader: ByteReader, at place: Int) throws {
        let flags = try reader.uint64(at: place + 24, .little)
        guard flags & Self.profiles & ~Self.twice == 0 else {
            throw FGError(.refused, "the btrfs spreads its data over devices")
        }
        let length = try reader.uint64(at: place, .little)
        let start = Int64(clamping: try reader.uint64(at: place + Self.headSize + 8, .little))
        guard length <= UInt64(region.length), start <= region.length - Int64(length),
            key.offset <= UInt64.max - length
        else { throw FGError(.refused, "a chunk of the btrfs lies outside of it") }
        chunks.append(Chunk(address: key.offset, length: length, place: start))
    }

    /// Bytes at an address.
    ///
    /// - Throws: `refused` when there are none.
    func read(_ count: Int, at address: UInt64) throws -> [UInt8] {
        let index = chunks.lastIndex { $0.address <= address }
        guard let chunk = index.map({ chunks[$0] }), address - chunk.address <= chunk.length,
            UInt64(count) <= chunk.length - (address - chunk.address)
        else { throw FGError(.refused, "an address of the btrfs leads nowhere") }
        return try region.read(count, at: chunk.place + Int64(address - chunk.address))
    }

    /// Hands out all items of a tree in order.
    ///
    /// - Throws: `refused` when a block is damaged or has two places, and what `body` throws.
    func forEachItem(
        of root: (address: UInt64, level: UInt8),
        _ body: (_ key: BtrfsBlock.Key, _ block: ByteReader, _ data: Range<Int>) throws -> Void
    ) throws {
        guard root.level <= Self.highest else { throw FGError(.refused, "a tree of the btrfs is damaged") }
        var seen: Set<UInt64> = []
        var pending = [root]
        while let (address, level) = pending.popLast() {
            try Task.checkCancellation()
            guard seen.insert(address).inserted else {
                throw FGError(.refused, "a block of the btrfs has two places")
            }
            let block = try BtrfsBlock(read(nodeSize, at: address), at: address, level: level)
            if level == 0 {
                for index in 0..<block.count {
                    let (key, data) = try block.item(index)
                    try body(key, block.reader, data)
                }
            } else {
                pending += try (0..<block.count).reversed().map { (try block.child($0), level - 1) }
            }
        }
    }
}
