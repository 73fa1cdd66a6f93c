/// A stretch of a file that stands in one piece on the disk; everything in blocks.
struct Ext4Extent {
    /// Where it is in the file.
    let offset: Int64
    var blocks: Range<Int64>

    /// Its record: the offset, the count, and the number of the first block with its highest bits first.
    var record: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt32(offset))
        bytes.append(UInt16(blocks.count))
        bytes.append(UInt16(blocks.lowerBound >> 32))
        bytes.append(UInt32(truncatingIfNeeded: blocks.lowerBound))
        return bytes
    }
}

extension [Ext4Extent] {
    /// Adds blocks that stand somewhere in a file, to the last stretch where they go on with it.
    mutating func append(_ blocks: Range<Int64>, at offset: Int64) {
        var (blocks, offset) = (blocks, offset)
        while !blocks.isEmpty {
            let last = last.map { ($0.offset + Int64($0.blocks.count), $0.blocks) }
            let goesOn = last.map { $0.0 == offset && $0.1.upperBound == blocks.lowerBound } ?? false
            let room = goesOn ? Ext4.longestExtent - Int64(self[count - 1].blocks.count) : 0
            let taken = Swift.min(Int64(blocks.count), room > 0 ? room : Ext4.longestExtent)
            let end = blocks.lowerBound + taken
            if room > 0 {
                self[count - 1].blocks = self[count - 1].blocks.lowerBound..<end
            } else {
                append(Ext4Extent(offset: offset, blocks: blocks.lowerBound..<end))
            }
            blocks = end..<blocks.upperBound
            offset += taken
        }
    }
}
