import FGCore

/// Writes an XFS with the files of a tree: every byte of it follows from names and contents, identifier and epoch.
struct XFSImage {
    let image: FileSystemImage
    /// 16 bytes.
    let identifier: [UInt8]
    let label: String
    let epoch: Timestamp

    /// Fills the image, which is all zeros.
    ///
    /// - Throws: `NoRoomOnDisk`, `invalid` for what the format cannot hold, errors of the system.
    func write(_ files: DiskFiles) throws {
        guard image.length >= XFSGeometry.smallest else { throw NoRoomOnDisk() }
        let geometry = XFSGeometry(size: image.length, identifier: identifier)
        let source = XFSFiles(files: files, geometry: geometry)
        let inodes = XFSInodeChunks(count: source.count, geometry: geometry)
        let inodeTree = XFSGroupTree(
            magic: XFS.Magic.inodes,
            group: 0,
            geometry: geometry,
            records: inodes.records,
            recordSize: 16
        )
        let behindInodes = inodes.end + Int64(inodeTree.furtherBlocks)
        guard behindInodes < geometry.length(of: 0) else { throw NoRoomOnDisk() }
        // Behind the roots: the log in its group, then what each group keeps.
        let reserves = (0..<geometry.groupCount).map { group in
            let start = XFS.Root.end + (group == geometry.logGroup ? geometry.logBlocks : 0)
            return start..<start + XFS.reserve
        }
        let starts = reserves.enumerated().map { $0.offset == 0 ? behindInodes : $0.element.upperBound }
        var content = XFSContent(
            image: image,
            geometry: geometry,
            space: XFSSpace(geometry, next: starts)
        )
        try writeInodes(source, inodes, &content)
        let log = XFSBlock(group: geometry.logGroup, index: XFS.Root.end)
        content.put(XFSLog(identifier: identifier).bytes(), at: log)
        let groups = content.space.groups.enumerated().map { number, space in
            let gap = number == 0 ? [reserves[0].upperBound..<XFS.firstInodeBlock] : []
            return XFSGroup(
                number: Int64(number),
                geometry: geometry,
                free: gap + (space.next < space.end ? [space.next..<space.end] : []),
                reserve: reserves[number],
                inodes: number == 0 ? inodes : XFSInodeChunks(count: 0, geometry: geometry),
                furtherBlocks: number == 0 ? inodes.end : 0
            )
        }
        let superblock = XFSSuperblock(
            geometry: geometry,
            label: label,
            inodes: inodes,
            freeBlocks: groups.reduce(0) { $0 + $1.freeBlocks + Int64($1.reserve.count) }
        ).bytes()
        for group in groups {
            content.put(superblock + group.sectors(), at: XFSBlock(group: group.number, index: 0))
            for (index, bytes) in group.blocks() {
                content.put(bytes, at: XFSBlock(group: group.number, index: index))
            }
        }
    }

    /// Writes all files, then the chunks of inodes, the free ones of the last among them.
    private func writeInodes(
        _ source: XFSFiles,
        _ inodes: XFSInodeChunks,
        _ content: inout XFSContent
    ) throws {
        let geometry = content.geometry
        var chunk: [UInt8] = []
        var next = geometry.place(XFSBlock(group: 0, index: XFS.firstInodeBlock))
        func add(_ inode: XFSInode) {
            chunk += inode.bytes(geometry, epoch: epoch)
            guard chunk.count == XFS.inodesInChunk * XFS.inodeSize else { return }
            image.put(chunk, at: next)
            next += Int64(chunk.count)
            chunk = []
        }
        try source.forEachInode(writing: &content, epoch: epoch, add)
        for place in source.count..<inodes.all { add(XFSInode(number: geometry.inode(place))) }
    }
}
