/// A tree of a group: records in blocks, which other blocks point to where there are many.
struct XFSGroupTree {
    let magic: UInt32
    let group: Int64
    let geometry: XFSGeometry
    let records: [[UInt8]]
    /// Bytes of a record.
    let recordSize: Int

    private static let headSize = 56
    private static let checksumPlace = 52
    private static let none = UInt32.max
    /// A block that points to others has the first four bytes of their first records, and their numbers.
    private static let keySize = 4
    private static let mostKeys = (XFS.blockSize - headSize) / (2 * keySize)

    private var mostRecords: Int { (XFS.blockSize - Self.headSize) / recordSize }

    /// For each level from the records up, how many blocks there are.
    private var sizes: [Int] {
        var sizes = [max(1, (records.count + mostRecords - 1) / mostRecords)]
        while let last = sizes.last, last > 1 { sizes.append((last + Self.mostKeys - 1) / Self.mostKeys) }
        return sizes
    }

    var height: Int { sizes.count }
    /// How many blocks there are beside the root.
    var furtherBlocks: Int { sizes.reduce(-1, +) }
    var blockCount: Int { furtherBlocks + 1 }

    /// All blocks with their place in the group: the root, and the others one behind the other.
    func blocks(root: Int64, further: Int64) -> [(index: Int64, bytes: [UInt8])] {
        var blocks: [(index: Int64, bytes: [UInt8])] = []
        var next = further
        var below: [(key: [UInt8], index: Int64)] = []
        for (level, size) in sizes.enumerated() {
            let isRoot = level == sizes.count - 1
            let first = isRoot ? root : next
            let parts =
                level == 0
                ? EvenParts.of(records.count, atMost: mostRecords)
                : EvenParts.of(below.count, atMost: Self.mostKeys)
            if !isRoot { next += Int64(size) }
            var keys: [(key: [UInt8], index: Int64)] = []
            for number in 0..<size {
                let index = first + Int64(number)
                let range = parts[number]
                var bytes: [UInt8] = []
                bytes.append(big: magic)
                bytes.append(big: UInt16(level))
                bytes.append(big: UInt16(range.count))
                bytes.append(big: number > 0 ? UInt32(index - 1) : Self.none)
                bytes.append(big: number + 1 < size ? UInt32(index + 1) : Self.none)
                bytes.append(big: geometry.sector(XFSBlock(group: group, index: index)))
                bytes.append(big: UInt64(0))
                bytes += geometry.identifier
                bytes.append(big: UInt32(group))
                bytes.fill(to: Self.headSize)
                if level == 0 {
                    for record in records[range] { bytes += record }
                    keys.append(
                        (Array(range.isEmpty ? [] : records[range.lowerBound].prefix(Self.keySize)), index)
                    )
                } else {
                    for child in below[range] { bytes += child.key }
                    bytes.fill(to: Self.headSize + Self.keySize * Self.mostKeys)
                    for child in below[range] { bytes.append(big: UInt32(child.index)) }
                    keys.append((below[range.lowerBound].key, index))
                }
                bytes.fill(to: XFS.blockSize)
                blocks.append((index, XFS.seal(bytes, checksumAt: Self.checksumPlace)))
            }
            below = keys
        }
        return blocks
    }
}
