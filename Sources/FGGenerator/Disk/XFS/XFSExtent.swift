/// A stretch of a file that stands in one piece on the disk; everything in blocks.
struct XFSExtent {
    /// Where it is in the file.
    let offset: Int64
    let start: XFSBlock
    var count: Int64

    /// Whether a block is the next one behind it, in the file and on the disk.
    func isFollowed(by block: XFSBlock, at offset: Int64) -> Bool {
        block.group == start.group && block.index == start.index + count && offset == self.offset + count
            && count < XFS.longestExtent
    }

    /// Its record: the offset from bit 9 on, the block's number from bit 21 of the second half on, then the count.
    func record(_ geometry: XFSGeometry) -> [UInt8] {
        let number = geometry.number(start)
        var bytes: [UInt8] = []
        bytes.append(big: UInt64(offset) << 9 | number >> 43)
        bytes.append(big: number << 21 | UInt64(count))
        return bytes
    }
}
