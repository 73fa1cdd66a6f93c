/// The blocks of a folder: entries one behind the other, and at the end of each block its checksum.
struct Ext4Folder {
    struct Entry {
        let name: [UInt8]
        let inode: UInt32
        /// What it leads to.
        let kind: UInt8

        /// What it takes at least.
        var size: Int { (Ext4Folder.entryHead + name.count + 3) / 4 * 4 }
    }

    private let entries: [Entry]
    private let checksumSeed: UInt32

    private static let entryHead = 8
    private static let tailSize = 12
    private static let tailKind: UInt8 = 0xde
    private static let room = Ext4.blockSize - tailSize

    /// Takes the seed of checksums of the folder's inode.
    init(inode: UInt32, parent: UInt32, entries: [Entry], checksumSeed: UInt32) {
        let kind = DiskFile.Kind.folder.entryKind
        let own = [(".", inode), ("..", parent)].map { name, inode in
            Entry(name: Array(name.utf8), inode: inode, kind: kind)
        }
        self.entries = own + entries
        self.checksumSeed = checksumSeed
    }

    /// All blocks, empty ones behind the others up to a count.
    func blocks(atLeast count: Int) -> [UInt8] {
        var blocks: [UInt8] = []
        var rest = entries[...]
        repeat {
            var end = rest.startIndex
            var size = 0
            while end < rest.endIndex, size + rest[end].size <= Self.room {
                size += rest[end].size
                end += 1
            }
            blocks += block(rest[..<end])
            rest = rest[end...]
        } while !rest.isEmpty || blocks.count < count * Ext4.blockSize
        return blocks
    }

    /// A block, whose last entry takes all that is left.
    private func block(_ entries: ArraySlice<Entry>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Ext4.blockSize)
        if entries.isEmpty {
            bytes.append(UInt32(0))
            bytes.append(UInt16(Self.room))
        }
        for (place, entry) in zip(entries.indices, entries) {
            let isLast = place + 1 == entries.endIndex
            let end = isLast ? Self.room : bytes.count + entry.size
            bytes.append(entry.inode)
            bytes.append(UInt16(end - bytes.count + 4))
            bytes += [UInt8(entry.name.count), entry.kind]
            bytes += entry.name
            bytes.fill(to: end)
        }
        bytes.fill(to: Self.room)
        let checksum = Ext4.checksum(checksumSeed, bytes)
        bytes.append(UInt32(0))
        bytes.append(UInt16(Self.tailSize))
        bytes += [0, Self.tailKind]
        bytes.append(checksum)
        return bytes
    }
}
