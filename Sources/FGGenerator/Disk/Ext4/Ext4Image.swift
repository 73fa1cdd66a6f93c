import FGCore

/// Writes an ext4 with the files of a tree: every byte of it follows from names and contents, identifiers and epoch.
///
/// It has what mke2fs gives one where nothing else is said: a journal, room to grow, checksums of everything but content.
struct Ext4Image {
    let image: FileSystemImage
    /// 16 bytes.
    let identifier: [UInt8]
    /// 16 bytes.
    let hashSeed: [UInt8]
    let label: String
    let epoch: Timestamp

    /// Fills the image, which is all zeros.
    ///
    /// - Throws: `NoRoomOnDisk`, `invalid` for what the format cannot hold, errors of the system.
    func write(_ files: DiskFiles) throws {
        guard image.length <= Ext4Geometry.largest else {
            throw FGError(
                .invalid,
                "an ext4 that is made here has at most \(ByteCount(Ext4Geometry.largest))",
                hint: "fs=xfs or fs=btrfs can be larger"
            )
        }
        let inodes = Ext4Files.inodes(of: files)
        let geometry = try Ext4Geometry(size: image.length, files: inodes, identifier: identifier)
        let source = try Ext4Files(files, geometry: geometry)
        var space = Ext4Space(geometry)
        var groups = try Ext4Groups(geometry, taking: &space)
        let disk = Ext4Disk(image: image)
        var content = Ext4Content(geometry: geometry, disk: disk, space: space)
        let journal = try Ext4Journal.write(to: &content, epoch: epoch)
        let overhead = geometry.blocks - content.space.freeBlocks
        try writeInodes(source, journal, &groups, &content)
        groups.note(free: content.space.free)
        let descriptors = try groups.writeBitmaps(to: disk)
        let superblock = Ext4Superblock(
            geometry: geometry,
            label: label,
            hashSeed: hashSeed,
            epoch: epoch,
            freeBlocks: content.space.freeBlocks,
            freeInodes: groups.freeInodes,
            overhead: overhead,
            journal: journal
        )
        for group in 0..<geometry.groupCount where geometry.hasCopy(group) {
            let first = geometry.range(of: group).lowerBound
            let start = [UInt8](repeating: 0, count: group == 0 ? Ext4Superblock.place : 0)
            disk.put(start + superblock.bytes(in: group), at: first)
            disk.put(descriptors, at: first + 1)
        }
    }

    /// Writes all files, and the tables of inodes.
    private func writeInodes(
        _ source: Ext4Files,
        _ journal: Ext4Inode,
        _ groups: inout Ext4Groups,
        _ content: inout Ext4Content
    ) throws {
        let growth = try Ext4GrowthFile.write(to: &content, epoch: epoch)
        var table = Ext4InodeTable(groups: groups, disk: content.disk, epoch: epoch)
        try source.forEachInode(writing: &content, epoch: epoch) { inode in
            if inode.number == Ext4.Inode.lostAndFound {
                for own in [growth, journal] { table.add(own) }
            }
            table.add(inode)
        }
        groups = table.finish()
    }
}
