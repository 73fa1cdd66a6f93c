import FGCore

/// Writes blocks into the image, and gives them their places.
struct XFSContent {
    let image: FileSystemImage
    let geometry: XFSGeometry
    private let disk: OpenFile
    private(set) var space: XFSSpace

    init(image: FileSystemImage, geometry: XFSGeometry, disk: OpenFile, space: XFSSpace) {
        self.image = image
        self.geometry = geometry
        self.disk = disk
        self.space = space
    }

    /// Writes a file; gives where it is.
    ///
    /// - Throws: `NoRoomOnDisk`, errors of the system.
    mutating func write(_ file: DiskFile, _ content: borrowing DiskFileContent) throws -> [XFSExtent] {
        var extents: [XFSExtent] = []
        try content.forEachStretch(of: file, blockSize: XFS.blockSize) { offset, bytes in
            var done = 0
            while done < bytes.count {
                let (first, count) = try space.blocks(upTo: Int64((bytes.count - done) / XFS.blockSize))
                let size = Int(count) * XFS.blockSize
                try disk.write(
                    UnsafeRawBufferPointer(rebasing: bytes[done..<done + size]),
                    at: image.start + geometry.place(first)
                )
                Self.add(first, count, at: (offset + Int64(done)) / Int64(XFS.blockSize), to: &extents)
                done += size
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
    func put(_ bytes: [UInt8], at block: XFSBlock) throws {
        try disk.write(bytes, at: image.start + geometry.place(block))
    }
}
