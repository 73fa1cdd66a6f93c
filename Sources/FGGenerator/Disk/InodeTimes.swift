import FGCore
import FGInspect

/// Sets the times of an ext4 file system that tell when it was made: access, change of the inode, and birth.
///
/// mke2fs copies them from the tree, whose inodes are of the moment of the build; times of content stay. Source: "ext4 Data
/// Structures and Algorithms" of the Linux kernel's documentation, "Index Nodes" and "Checksums".
struct InodeTimes {
    let image: FileSystemImage
    let epoch: Timestamp

    /// The first inode that is not one of the file system's own, but for the root folder's.
    private static let firstUsual: UInt32 = 11
    private static let root: UInt32 = 2
    private static let smallest = 128

    func seal() throws {
        let fileSystem = try Ext4FileSystem(try image.region())
        let file = try OpenFile(image.disk, .readWrite)
        for table in try fileSystem.inodeTables() {
            let place = image.start + table.offset
            var bytes = try file.read(table.count * table.inodeSize, at: place)
            let used = bytes.withUnsafeMutableBytes { seal($0, table, fileSystem.superblock.checksumSeed) }
            if used > 0 { try file.write(Array(bytes[..<used]), at: place) }
        }
    }

    /// Seals the inodes of a table; gives the bytes up to the last that is in use.
    private func seal(_ bytes: UnsafeMutableRawBufferPointer, _ table: Ext4InodeTable, _ seed: UInt32?) -> Int
    {
        var used = 0
        for index in 0..<table.count {
            let number = table.first + UInt32(index)
            guard number >= Self.firstUsual || number == Self.root else { continue }
            let start = index * table.inodeSize
            let inode = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + table.inodeSize])
            let links = UInt16(littleEndian: inode.loadUnaligned(fromByteOffset: 0x1a, as: UInt16.self))
            guard links > 0 else { continue }
            setTimes(of: inode)
            if let seed { setChecksum(of: inode, number, seed) }
            used = start + table.inodeSize
        }
        return used
    }

    private func setTimes(of inode: UnsafeMutableRawBufferPointer) {
        let low = UInt32(truncatingIfNeeded: epoch.seconds)
        // Two bits more of the time, then thirty of nanoseconds.
        let extra = UInt32(truncatingIfNeeded: (epoch.seconds - Int64(Int32(bitPattern: low))) >> 32) & 3
        for offset in [0x08, 0x0c] { store(low, in: inode, at: offset) }
        guard hasField(inode, endingAt: 0x98) else { return }
        for offset in [0x84, 0x8c, 0x94] { store(extra, in: inode, at: offset) }
        store(low, in: inode, at: 0x90)
    }

    private func setChecksum(of inode: UnsafeMutableRawBufferPointer, _ number: UInt32, _ seed: UInt32) {
        let hasUpperHalf = hasField(inode, endingAt: 0x84)
        inode.storeBytes(of: 0, toByteOffset: 0x7c, as: UInt16.self)
        if hasUpperHalf { inode.storeBytes(of: 0, toByteOffset: 0x82, as: UInt16.self) }
        var checksum = withUnsafeBytes(of: number.littleEndian) { CRC32C.updated(seed, with: $0) }
        checksum = CRC32C.updated(checksum, with: UnsafeRawBufferPointer(rebasing: inode[0x64..<0x68]))
        checksum = CRC32C.updated(checksum, with: UnsafeRawBufferPointer(inode))
        inode.storeBytes(
            of: UInt16(truncatingIfNeeded: checksum).littleEndian,
            toByteOffset: 0x7c,
            as: UInt16.self
        )
        guard hasUpperHalf else { return }
        let upper = UInt16(truncatingIfNeeded: checksum >> 16)
        inode.storeBytes(of: upper.littleEndian, toByteOffset: 0x82, as: UInt16.self)
    }

    /// Whether an inode is large enough for a field, and says that it has it.
    private func hasField(_ inode: UnsafeMutableRawBufferPointer, endingAt end: Int) -> Bool {
        guard inode.count > Self.smallest else { return false }
        let extra = UInt16(littleEndian: inode.loadUnaligned(fromByteOffset: 0x80, as: UInt16.self))
        return Self.smallest + Int(extra) >= end
    }

    private func store(_ value: UInt32, in inode: UnsafeMutableRawBufferPointer, at offset: Int) {
        inode.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
    }
}
