import FGCore

/// Reads an XFS that nothing has mounted yet, without mounting it, as it is made here; no structure of it is trusted.
///
/// Source: "XFS Algorithms & Data Structures" of the XFS documentation.
package struct XFSFileSystem: ReadableFileSystem {
    package let identifier: GUID
    package let label: String
    package let root: UInt32
    private let superblock: XFSSuperblock
    private let region: DiskRegion

    private static let longestFolder: Int64 = 256 << 20
    /// Behind this are the numbers of a folder's names, in bytes.
    private static let folderEnd: Int64 = 32 << 30
    private static let linkHeadSize = 56

    /// Opens the file system.
    ///
    /// - Throws: `refused` when there is none, or one that this reader does not know.
    package init(_ region: DiskRegion) throws {
        superblock = try XFSSuperblock(region)
        self.region = region
        identifier = superblock.identifier
        label = superblock.label
        root = superblock.root
    }

    package var size: Int64 { superblock.blockCount * superblock.blockSize }

    private func inode(_ number: UInt32) throws -> XFSInode {
        let place = try superblock.place(ofInode: number)
        return try XFSInode(region.read(Int(superblock.inodeSize), at: place), number: number)
    }

    private func extents(of inode: XFSInode) throws -> [XFSExtents.Extent] {
        try XFSExtents(inode.form, inode.content, count: inode.extentCount, superblock, region).all
    }

    package func node(_ inode: UInt32) throws -> FileNode { try self.inode(inode).node }

    package func entries(of folder: UInt32) throws -> [(name: [UInt8], inode: UInt32)] {
        let inode = try inode(folder)
        guard inode.node.kind == .folder else { throw FGError(.refused, "this is not a folder") }
        if inode.form == .local { return try XFSFolderEntries(local: inode.content).all }
        guard inode.node.size <= min(Self.longestFolder, Self.folderEnd) else {
            throw FGError(.refused, "a folder of \(inode.node.size) bytes is too large to read")
        }
        let blockSize = Int(superblock.blockSize << superblock.folderBits)
        return try XFSFolderEntries(
            blocks: assembled(folder, limit: Self.longestFolder),
            blockSize: blockSize
        ).all
    }

    package func content(of inode: UInt32, limit: Int64) throws -> [UInt8] {
        let file = try self.inode(inode)
        guard file.node.kind == .symbolicLink else { return try assembled(inode, limit: limit) }
        let size = file.node.size
        guard size <= limit else { throw FGError(.refused, "a link of \(size) bytes is too long to read") }
        if file.form == .local {
            return try ByteReader(file.content).bytes(at: 0, count: Int(size))
        }
        guard let number = try extents(of: file).first?.number else {
            throw FGError(.refused, "a link leads nowhere")
        }
        let bytes = try region.read(Int(superblock.blockSize), at: superblock.place(ofBlock: number))
        guard ByteReader(bytes).has("XSLM", at: 0) else { throw FGError(.refused, "a link is damaged") }
        try XFSSuperblock.requireChecksum(bytes, at: 12)
        return try ByteReader(bytes).bytes(at: Self.linkHeadSize, count: Int(size))
    }

    package func forEachPiece(
        of inode: UInt32,
        _ body: (_ offset: Int64, _ piece: [UInt8]) throws -> Void
    ) throws {
        let file = try self.inode(inode)
        let size = file.node.size
        guard size > 0 else { return }
        for extent in try extents(of: file) {
            guard let number = extent.number, extent.offset <= size / superblock.blockSize else { continue }
            let place = try superblock.place(ofBlock: number, count: extent.count)
            let start = extent.offset * superblock.blockSize
            let end = min(extent.count * superblock.blockSize, size - start)
            var done: Int64 = 0
            while done < end {
                try Task.checkCancellation()
                let count = min(1 << 20, end - done)
                try body(start + done, region.read(Int(count), at: place + done))
                done += count
            }
        }
    }

    package func attributes(of inode: UInt32) throws -> [String: [UInt8]] {
        let file = try self.inode(inode)
        guard !file.attributes.isEmpty else { return [:] }
        if file.attributesForm == .local { return try XFSAttributes(local: file.attributes).all }
        let extents = try XFSExtents(
            file.attributesForm,
            file.attributes,
            count: file.attributesExtentCount,
            superblock,
            region
        ).all
        guard extents.count == 1, extents[0].count == 1, let number = extents[0].number else {
            guard extents.isEmpty else {
                throw FGError(.refused, "attributes in more than one block are not read")
            }
            return [:]
        }
        let bytes = try region.read(Int(superblock.blockSize), at: superblock.place(ofBlock: number))
        return try XFSAttributes(block: bytes).all
    }

    package func allocated(of inode: UInt32) throws -> Int64 {
        let file = try self.inode(inode)
        guard file.form == .extents || file.form == .tree else { return 0 }
        return try extents(of: file).reduce(0) { $0 + $1.count } * superblock.blockSize
    }

    package func device(of inode: UInt32) throws -> DeviceNumber {
        let number = try ByteReader(self.inode(inode).content).uint32(at: 0, .big)
        return DeviceNumber(major: number >> 18 & 0x3fff, minor: number & 0x3_ffff)
    }
}
