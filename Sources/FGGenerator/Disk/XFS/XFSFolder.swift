/// The entries of a folder: in its inode, in one block, or in blocks with a tree of the numbers of their names.
struct XFSFolder {
    struct Entry {
        let name: [UInt8]
        let inode: UInt64
        let kind: UInt8

        /// Bytes in a block.
        var size: Int { (name.count + 12 + 7) / 8 * 8 }
    }

    /// A name's number, and where its entry is.
    struct Place {
        let hash: UInt32
        /// In steps of eight bytes.
        let address: UInt32

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            bytes.append(big: hash)
            bytes.append(big: address)
            return bytes
        }
    }

    let inode: UInt64
    let parent: UInt64
    /// Without `.` and `..`.
    let entries: [Entry]

    static let headSize = 64
    private static let tailSize = 8
    /// `.` and `..` are in front of all others.
    private static let firstOffset = headSize + 32

    /// What stands in the inode; nil when there is no room for it.
    func local(room: Int) -> [UInt8]? {
        let size = entries.reduce(6) { $0 + $1.name.count + 8 }
        guard size <= room, entries.count <= UInt8.max else { return nil }
        var bytes = [UInt8(entries.count), 0]
        bytes.append(big: UInt32(parent))
        var offset = Self.firstOffset
        for entry in entries {
            bytes.append(UInt8(entry.name.count))
            bytes.append(big: UInt16(offset))
            bytes += entry.name
            bytes.append(entry.kind)
            bytes.append(big: UInt32(entry.inode))
            offset += entry.size
        }
        return bytes
    }

    private var all: [Entry] {
        let isFolder = DiskFile.Kind.folder.entryKind
        return [
            Entry(name: [0x2e], inode: inode, kind: isFolder),
            Entry(name: [0x2e, 0x2e], inode: parent, kind: isFolder),
        ] + entries
    }

    /// Writes the folder into blocks; gives where they are, and the bytes of those with entries.
    ///
    /// - Throws: `NoRoomOnDisk`.
    func write(to content: inout XFSContent) throws -> (extents: [XFSExtent], size: Int) {
        let all = all
        let size = all.reduce(Self.headSize + Self.tailSize) { $0 + $1.size + 8 }
        guard size > XFS.blockSize else { return try writeBlock(all, to: &content) }
        return try XFSFolderTree(folder: self, all: all).write(to: &content)
    }

    private func writeBlock(_ all: [Entry], to content: inout XFSContent) throws
        -> (extents: [XFSExtent], size: Int)
    {
        let block = try content.take(1)
        let end = XFS.blockSize - Self.tailSize - 8 * all.count
        var data = XFSFolderData(end: end)
        for entry in all { data.append(entry) }
        var bytes = data.bytes(XFS.Magic.folder, block, of: inode, content.geometry)
        for place in data.places(inBlock: 0).sorted(by: Self.isBefore) { bytes += place.bytes }
        bytes.append(big: UInt32(all.count))
        bytes.append(big: UInt32(0))
        content.put(XFS.seal(bytes, checksumAt: XFSFolderData.checksumPlace), at: block)
        return ([XFSExtent(offset: 0, start: block, count: 1)], XFS.blockSize)
    }

    static func isBefore(_ left: Place, _ right: Place) -> Bool {
        (left.hash, left.address) < (right.hash, right.address)
    }
}
