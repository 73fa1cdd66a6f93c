/// A block with entries of a folder, filled from its start.
struct XFSFolderData {
    /// Where the entries and the room behind them end.
    let end: Int
    private var entries: [XFSFolder.Entry] = []
    private(set) var used = XFSFolder.headSize

    static let checksumPlace = 4

    init(end: Int = XFS.blockSize) {
        self.end = end
    }

    /// The bytes that are free.
    var free: Int { end - used }

    mutating func append(_ entry: XFSFolder.Entry) {
        entries.append(entry)
        used += entry.size
    }

    /// Where each entry is when the block is the nth of the folder.
    func places(inBlock number: Int) -> [XFSFolder.Place] {
        var offset = number * XFS.blockSize + XFSFolder.headSize
        return entries.map { entry in
            defer { offset += entry.size }
            return XFSFolder.Place(hash: XFS.hash(of: entry.name), address: UInt32(offset / 8))
        }
    }

    /// The bytes up to `end`, without checksum.
    func bytes(_ magic: UInt32, _ block: XFSBlock, of inode: UInt64, _ geometry: XFSGeometry) -> [UInt8] {
        var bytes = Self.head(magic, block, of: inode, geometry)
        // The largest free stretches; there is one at most.
        bytes.append(big: UInt16(free > 0 ? used : 0))
        bytes.append(big: UInt16(free))
        bytes.fill(to: XFSFolder.headSize)
        for entry in entries {
            let start = bytes.count
            bytes.append(big: entry.inode)
            bytes.append(UInt8(entry.name.count))
            bytes += entry.name
            bytes.append(entry.kind)
            bytes.fill(to: start + entry.size - 2)
            bytes.append(big: UInt16(start))
        }
        guard free > 0 else { return bytes }
        bytes.append(big: UInt16.max)
        bytes.append(big: UInt16(free))
        bytes.fill(to: end - 2)
        bytes.append(big: UInt16(used))
        return bytes
    }

    /// What begins a block of a folder that is not one of a tree.
    static func head(_ magic: UInt32, _ block: XFSBlock, of inode: UInt64, _ geometry: XFSGeometry) -> [UInt8]
    {
        var bytes: [UInt8] = []
        bytes.append(big: magic)
        bytes.append(big: UInt32(0))
        bytes.append(big: geometry.sector(block))
        bytes.append(big: UInt64(0))
        bytes += geometry.identifier
        bytes.append(big: inode)
        return bytes
    }
}
