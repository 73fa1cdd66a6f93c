import FGCore

/// An inode: what is known of a file, and where its content and its attributes are.
struct Ext4Inode {
    let number: UInt32
    var mode: UInt16 = 0
    var links: UInt16 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
    var size: Int64 = 0
    /// All blocks of content, attributes and their trees.
    var blocks = 0
    var modified: Int64 = 0
    /// Whether the map is a tree of stretches.
    var hasExtents = false
    /// The places of the content, a short link's target or the number of a device.
    var map: [UInt8] = []
    /// What stands behind the fields.
    var attributes: [UInt8] = []
    /// The block with further attributes; 0 without.
    var attributesBlock: Int64 = 0

    private static let kindMask: UInt16 = 0xf000
    private static let sectorsInBlock = UInt64(Ext4.blockSize / 512)
    private static let extentsFlag: UInt32 = 0x8_0000
    /// Where each byte of the checksum is, and by how many bits it is higher.
    private static let checksumPlaces: [(place: Int, shift: UInt32)] = [
        (0x7c, 0), (0x7d, 8), (0x82, 16), (0x83, 24),
    ]
    /// Where the fields end that every inode has.
    private static let oldSize = 128

    /// What checksums of the inode and of what belongs to it begin with.
    static func checksumSeed(_ number: UInt32, _ geometry: Ext4Geometry) -> UInt32 {
        // Behind the number is that of the file's generation.
        Ext4.checksum(Ext4.checksum(geometry.checksumSeed, of: number), of: UInt32(0))
    }

    var isFolder: Bool { mode & Self.kindMask == DiskFile.Kind.folder.rawValue }

    /// The bytes; of the times only that of the content is the file's own.
    func bytes(_ geometry: Ext4Geometry, epoch: Timestamp) -> [UInt8] {
        guard mode != 0 else { return [UInt8](repeating: 0, count: Ext4.inodeSize) }
        let sectors = UInt64(blocks) * Self.sectorsInBlock
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Ext4.inodeSize)
        bytes.append(mode)
        bytes.append(UInt16(truncatingIfNeeded: user))
        bytes.append(UInt32(truncatingIfNeeded: size))
        for time in [epoch.seconds, epoch.seconds, modified] {
            bytes.append(UInt32(truncatingIfNeeded: time))
        }
        bytes.append(UInt32(0))
        bytes.append(UInt16(truncatingIfNeeded: group))
        bytes.append(links)
        bytes.append(UInt32(truncatingIfNeeded: sectors))
        bytes.append(hasExtents ? Self.extentsFlag : 0)
        bytes.append(UInt32(0))
        bytes += map
        bytes.fill(to: 0x68)
        bytes.append(UInt32(truncatingIfNeeded: attributesBlock))
        bytes.append(UInt32(truncatingIfNeeded: size >> 32))
        bytes.append(UInt32(0))
        bytes.append(UInt16(sectors >> 32))
        bytes.append(UInt16(attributesBlock >> 32))
        bytes.append(UInt16(user >> 16))
        bytes.append(UInt16(group >> 16))
        bytes.append(UInt32(0))
        bytes.append(Ext4.furtherFields)
        bytes.append(UInt16(0))
        for time in [epoch.seconds, modified, epoch.seconds] { bytes.append(Self.later(time)) }
        bytes.append(UInt32(truncatingIfNeeded: epoch.seconds))
        bytes.append(Self.later(epoch.seconds))
        bytes.fill(to: Self.oldSize + Int(Ext4.furtherFields))
        bytes += attributes
        bytes.fill(to: Ext4.inodeSize)
        let checksum = Ext4.checksum(Self.checksumSeed(number, geometry), bytes)
        for (place, shift) in Self.checksumPlaces {
            bytes[place] = UInt8(truncatingIfNeeded: checksum >> shift)
        }
        return bytes
    }

    /// The two bits of a time beyond 32; the nanoseconds behind them are none.
    private static func later(_ seconds: Int64) -> UInt32 {
        UInt32((seconds - Int64(Int32(truncatingIfNeeded: seconds))) >> 32 & 3)
    }
}
