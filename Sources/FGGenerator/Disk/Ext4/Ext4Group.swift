/// A group: where its bitmaps and its inodes are, and what of it is in use.
struct Ext4Group {
    let number: Int
    let blockBitmap: Int64
    let inodeBitmap: Int64
    let table: Int64
    /// Stretches of its blocks in use.
    var usedBlocks: [Range<Int64>] = []
    /// Its inodes in use, which are the first ones.
    var usedInodes = 0
    /// Its inodes that are folders.
    var folders = 0

    private static let hasNoInodes: UInt16 = 1
    private static let hasZeroedTable: UInt16 = 4

    /// The bits of its blocks; those behind the end of the disk are set.
    func bitmapOfBlocks(_ geometry: Ext4Geometry) -> [UInt8] {
        let range = geometry.range(of: number)
        var bytes = [UInt8](repeating: 0, count: Ext4.blockSize)
        for used in usedBlocks {
            Self.set(
                Int(used.lowerBound - range.lowerBound)..<Int(used.upperBound - range.lowerBound),
                in: &bytes
            )
        }
        Self.set(range.count..<Int(Ext4.groupBlocks), in: &bytes)
        return bytes
    }

    /// The bits of its inodes; those behind the last are set.
    func bitmapOfInodes(_ geometry: Ext4Geometry) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Ext4.blockSize)
        Self.set(0..<usedInodes, in: &bytes)
        Self.set(geometry.inodesInGroup..<Ext4.mostInodesInGroup, in: &bytes)
        return bytes
    }

    /// What all descriptors together say of it.
    func descriptor(_ geometry: Ext4Geometry, blocks: [UInt8], inodes: [UInt8]) -> [UInt8] {
        let range = geometry.range(of: number)
        let freeBlocks = range.count - usedBlocks.reduce(0) { $0 + $1.count }
        let freeInodes = geometry.inodesInGroup - usedInodes
        let ofBlocks = Ext4.checksum(geometry.checksumSeed, blocks)
        // A bitmap that is not looked at has none.
        let ofInodes =
            usedInodes == 0
            ? 0 : Ext4.checksum(geometry.checksumSeed, Array(inodes[..<(geometry.inodesInGroup / 8)]))
        var bytes: [UInt8] = []
        for block in [blockBitmap, inodeBitmap, table] { bytes.append(UInt32(truncatingIfNeeded: block)) }
        for count in [freeBlocks, freeInodes, folders] { bytes.append(UInt16(count)) }
        bytes.append(Self.hasZeroedTable | (usedInodes == 0 ? Self.hasNoInodes : 0))
        bytes.append(UInt32(0))
        for checksum in [ofBlocks, ofInodes] { bytes.append(UInt16(truncatingIfNeeded: checksum)) }
        // Those behind the last in use were never in use.
        bytes.append(UInt16(freeInodes))
        let checksumPlace = bytes.count
        bytes.append(UInt16(0))
        for block in [blockBitmap, inodeBitmap, table] { bytes.append(UInt32(block >> 32)) }
        bytes.fill(to: 0x38)
        for checksum in [ofBlocks, ofInodes] { bytes.append(UInt16(checksum >> 16)) }
        bytes.fill(to: Ext4.descriptorSize)
        let seed = Ext4.checksum(geometry.checksumSeed, of: UInt32(number))
        let checksum = Ext4.checksum(seed, bytes)
        bytes[checksumPlace] = UInt8(truncatingIfNeeded: checksum)
        bytes[checksumPlace + 1] = UInt8(truncatingIfNeeded: checksum >> 8)
        return bytes
    }

    private static func set(_ bits: Range<Int>, in bytes: inout [UInt8]) {
        var bit = bits.lowerBound
        while bit < bits.upperBound {
            if bit % 8 == 0, bit + 8 <= bits.upperBound {
                bytes[bit / 8] = 0xff
                bit += 8
            } else {
                bytes[bit / 8] |= 1 << UInt8(bit % 8)
                bit += 1
            }
        }
    }
}
