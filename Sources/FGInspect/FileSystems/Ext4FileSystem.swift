import FGCore

/// Reads an ext2, ext3 or ext4 file system of a region without mounting it; no structure of it is trusted.
///
/// Source: "ext4 Data Structures and Algorithms" of the Linux kernel's documentation.
package struct Ext4FileSystem: Sendable {
    /// The superblock.
    package let superblock: Ext4Superblock
    let region: DiskRegion

    /// The inode of the root folder.
    static let root: UInt32 = 2

    private static let usesExtents: UInt32 = 0x8_0000
    private static let isInline: UInt32 = 0x1000_0000
    private static let isEncrypted: UInt32 = 0x800

    /// Opens the file system.
    ///
    /// - Throws: `refused` when there is none, or one that this reader does not know.
    package init(_ region: DiskRegion) throws {
        self.region = region
        superblock = try Ext4Superblock(region)
    }

    /// An inode's numbers and its map of blocks.
    struct Inode {
        let node: FileNode
        let flags: UInt32
        /// The 60 bytes that hold the map, or a short link's target.
        let map: [UInt8]
    }

    /// A stretch of a file: `count` blocks from `logical`; `physical` is nil for zeros.
    struct Extent {
        let logical: Int64
        let count: Int64
        let physical: Int64?
    }

    /// Where an inode stands, in bytes.
    private func place(ofInode number: UInt32) throws -> Int64 {
        guard number > 0, Int64(number) <= superblock.inodeCount else {
            throw FGError(.refused, "the inode \(number) does not exist")
        }
        let (group, index) = Int64(number - 1).quotientAndRemainder(dividingBy: superblock.inodesPerGroup)
        return try place(ofInodesIn: group) + index * superblock.inodeSize
    }

    /// Where the inodes of a group begin, in bytes.
    func place(ofInodesIn group: Int64) throws -> Int64 {
        let descriptors = (superblock.firstDataBlock + 1) * superblock.blockSize
        let descriptor = ByteReader(
            try region.read(
                Int(superblock.descriptorSize),
                at: descriptors + group * superblock.descriptorSize
            )
        )
        var table = UInt64(try descriptor.uint32(at: 8, .little))
        if superblock.descriptorSize >= 64 {
            table |= UInt64(try descriptor.uint32(at: 0x28, .little)) << 32
        }
        return try offset(ofBlock: table)
    }

    /// All bytes of an inode.
    func bytes(ofInode number: UInt32) throws -> [UInt8] {
        try region.read(Int(superblock.inodeSize), at: place(ofInode: number))
    }

    /// The bits of a time beyond 32, in the lowest two of its extra field; none in small inodes.
    private static func later(_ reader: ByteReader) throws -> Int64 {
        guard reader.count >= 140, try reader.uint16(at: 128, .little) >= 12 else { return 0 }
        return Int64(try reader.uint32(at: 136, .little) & 3) << 32
    }

    func inode(_ number: UInt32) throws -> Inode {
        let reader = ByteReader(
            try region.read(Int(min(superblock.inodeSize, 160)), at: place(ofInode: number))
        )
        let mode = Int(try reader.uint16(at: 0, .little))
        guard let kind = FileNode.Kind(mode: mode) else {
            throw FGError(.refused, "the inode \(number) is of no kind")
        }
        let low = UInt64(try reader.uint32(at: 4, .little))
        let high = UInt64(try reader.uint32(at: 108, .little))
        let node = FileNode(
            inode: number,
            kind: kind,
            permissions: mode & 0xfff,
            user: Int(try reader.uint16(at: 2, .little)) | Int(try reader.uint16(at: 120, .little)) << 16,
            group: Int(try reader.uint16(at: 24, .little)) | Int(try reader.uint16(at: 122, .little)) << 16,
            size: Int64(clamping: low | high << 32),
            modified: Int64(Int32(bitPattern: try reader.uint32(at: 16, .little)))
                + (try Self.later(reader))
        )
        return Inode(
            node: node,
            flags: try reader.uint32(at: 32, .little),
            map: try reader.bytes(at: 40, count: 60)
        )
    }

    /// The content of a file, a folder or a link.
    ///
    /// - Throws: `refused` when it is larger than `limit` or its map of blocks is damaged.
    func content(of inode: Inode, limit: Int64) throws -> [UInt8] {
        let size = inode.node.size
        guard size <= limit else { throw FGError(.refused, "a file of \(size) bytes is too large to read") }
        if inode.node.kind == .symbolicLink, size < 60, inode.flags & Self.usesExtents == 0 {
            return Array(inode.map.prefix(Int(size)))
        }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        try forEachPiece(of: inode) { offset, piece in
            bytes.replaceSubrange(Int(offset)..<Int(offset) + piece.count, with: piece)
        }
        return bytes
    }

    /// Hands out a file's bytes in order, in pieces of at most 1 MiB; holes are passed over.
    func forEachPiece(of inode: Inode, _ body: (_ offset: Int64, _ piece: [UInt8]) throws -> Void) throws {
        let size = inode.node.size
        let blockSize = superblock.blockSize
        for extent in try extents(of: inode) {
            guard let physical = extent.physical else { continue }
            var done: Int64 = 0
            let length = extent.count * blockSize
            let start = extent.logical * blockSize
            while done < length, start + done < size {
                try Task.checkCancellation()
                let count = min(1 << 20, length - done, size - start - done)
                try body(start + done, region.read(Int(count), at: physical * blockSize + done))
                done += count
            }
        }
    }

    /// Where a file's blocks are, in order, none twice.
    private func extents(of inode: Inode) throws -> [Extent] {
        guard inode.flags & Self.isInline == 0 else {
            throw FGError(.refused, "files inside of inodes are not read")
        }
        guard inode.flags & Self.isEncrypted == 0 else {
            throw FGError(.refused, "encrypted files are not read")
        }
        if inode.flags & Self.usesExtents == 0 {
            return try Ext4BlockMap(fileSystem: self, size: inode.node.size).extents(from: inode.map)
        }
        var extents: [Extent] = []
        var budget = 1 << 20
        try collect(ByteReader(inode.map), depth: nil, into: &extents, &budget)
        return extents
    }

    private func collect(_ node: ByteReader, depth: Int?, into extents: inout [Extent], _ budget: inout Int)
        throws
    {
        let level = Int(try node.uint16(at: 6, .little))
        guard try node.uint16(at: 0, .little) == 0xf30a, level <= 5, depth == nil || level == depth else {
            throw FGError(.refused, "a file's tree of extents is damaged")
        }
        for index in 0..<Int(try node.uint16(at: 2, .little)) {
            budget -= 1
            guard budget > 0 else { throw FGError(.refused, "a file has too many extents") }
            let place = 12 + 12 * index
            if level > 0 {
                let low = UInt64(try node.uint32(at: place + 4, .little))
                let block = low | UInt64(try node.uint16(at: place + 8, .little)) << 32
                let child = try region.read(Int(superblock.blockSize), at: offset(ofBlock: block))
                try collect(ByteReader(child), depth: level - 1, into: &extents, &budget)
                continue
            }
            let logical = Int64(try node.uint32(at: place, .little))
            let length = Int64(try node.uint16(at: place + 4, .little))
            let isWritten = length <= 32_768
            let low = UInt64(try node.uint32(at: place + 8, .little))
            let block = low | UInt64(try node.uint16(at: place + 6, .little)) << 32
            let count = isWritten ? length : length - 32_768
            let end = extents.last.map { $0.logical + $0.count } ?? 0
            guard logical >= end, count > 0 else { throw FGError(.refused, "a file's extents overlap") }
            try requireBlocks(block, count: count)
            extents.append(
                Extent(logical: logical, count: count, physical: isWritten ? Int64(block) : nil)
            )
        }
    }

    /// The names of a folder with their inodes, without `.` and `..`.
    func entries(of folder: Inode) throws -> [(name: [UInt8], inode: UInt32)] {
        guard folder.node.kind == .folder else { throw FGError(.refused, "this is not a folder") }
        let bytes = ByteReader(try content(of: folder, limit: 256 << 20))
        let blockSize = Int(superblock.blockSize)
        var entries: [(name: [UInt8], inode: UInt32)] = []
        for block in stride(from: 0, to: bytes.count - bytes.count % blockSize, by: blockSize) {
            var place = block
            while place + 8 <= block + blockSize {
                let inode = try bytes.uint32(at: place, .little)
                let length = Int(try bytes.uint16(at: place + 4, .little))
                let nameLength = Int(try bytes.uint8(at: place + 6))
                guard length >= 8, place + length <= block + blockSize, nameLength + 8 <= length else {
                    throw FGError(.refused, "a folder's entry is damaged")
                }
                let name = try bytes.bytes(at: place + 8, count: nameLength)
                if inode != 0, name != [0x2e], name != [0x2e, 0x2e] {
                    guard !name.isEmpty, !name.contains(0x2f), !name.contains(0) else {
                        throw FGError(.refused, "a folder's entry has a name that none can have")
                    }
                    entries.append((name, inode))
                }
                place += length
            }
        }
        return entries
    }

    func offset(ofBlock block: UInt64) throws -> Int64 {
        try requireBlocks(block, count: 1)
        return Int64(block) * superblock.blockSize
    }

    private func requireBlocks(_ block: UInt64, count: Int64) throws {
        guard block > 0, let first = Int64(exactly: block), first < superblock.blockCount,
            count <= superblock.blockCount - first
        else { throw FGError(.refused, "block \(block) lies outside of the file system") }
    }
}
