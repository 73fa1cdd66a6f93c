import FGCore

/// Writes blocks into the image, and gives them their places.
struct XFSContent {
    let image: FileSystemImage
    let geometry: XFSGeometry
    private(set) var space: XFSSpace

    /// Writes a file; gives where it is.
    ///
    /// - Throws: `NoRoomOnDisk`, errors of the system.
    mutating func write(_ file: DiskFile) throws -> [XFSExtent] {
        let blockSize = Int64(XFS.blockSize)
        var extents: [XFSExtent] = []
        for range in try file.storedRanges() {
            var offset = range.lowerBound
            while offset < range.upperBound {
                let wanted = (range.upperBound - offset).roundedUp(to: blockSize)
                let (first, count) = try space.blocks(upTo: wanted / blockSize)
                let end = min(offset + count * blockSize, range.upperBound)
                image.put(DiskBytes(of: file.path, offset..<end), at: geometry.place(first))
                Self.add(first, count, at: offset / blockSize, to: &extents)
                offset = end
            }
        }
        return extents
    }

    private static func add(
        _ first: XFSBlock,
        _ count: Int64,
        at offset: Int64,
        to extents: inout [XFSExtent]
    ) {
        var (first, count, offset) = (first, count, offset)
        if let last = extents.last, last.isFollowed(by: first, at: offset) {
            let more = min(count, XFS.longestExtent - last.count)
            extents[extents.count - 1].count += more
            (first, count, offset) = (
                XFSBlock(group: first.group, index: first.index + more), count - more, offset + more
            )
        }
        if count > 0 { extents.append(XFSExtent(offset: offset, start: first, count: count)) }
    }

    /// Takes consecutive blocks.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func take(_ count: Int) throws -> XFSBlock { try space.blocks(Int64(count)) }

    /// Writes bytes at a block.
    func put(_ bytes: [UInt8], at block: XFSBlock) { image.put(bytes, at: geometry.place(block)) }
}
