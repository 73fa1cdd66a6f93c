import FGCore

/// The superblock of an ext2, ext3 or ext4 file system.
///
/// Source: "ext4 Data Structures and Algorithms" of the Linux kernel's documentation.
package struct Ext4Superblock: Sendable {
    package let blockSize: Int64
    package let blockCount: Int64
    package let freeBlockCount: Int64
    package let inodeCount: Int64
    package let freeInodeCount: Int64
    package let identifier: GUID
    package let label: String
    let firstDataBlock: Int64
    let inodesPerGroup: Int64
    let inodeSize: Int64
    let descriptorSize: Int64

    /// Where it stands in the file system, in bytes.
    static let offset: Int64 = 1024
    /// What this reader knows: file types, a journal, extents, 64 bits, flexible groups, checksum seeds, large folders.
    private static let known: UInt32 = 0x2 | 0x40 | 0x80 | 0x200 | 0x2000 | 0x4000
    private static let needsRecovery: UInt32 = 0x4

    /// Reads it.
    ///
    /// - Throws: `refused` when there is none, or one that this reader does not know.
    init(_ region: DiskRegion) throws {
        let reader = ByteReader(try region.read(1024, at: Self.offset))
        guard try reader.uint16(at: 56, .little) == 0xef53 else {
            throw FGError(.refused, "there is no ext4 file system")
        }
        let features = try reader.uint32(at: 96, .little)
        guard features & Self.needsRecovery == 0 else {
            throw FGError(.refused, "the file system was not unmounted: its journal must be replayed")
        }
        guard features & ~Self.known == 0 else {
            let unknown = String(features & ~Self.known, radix: 16)
            throw FGError(.refused, "the file system has features that are not known (0x\(unknown))")
        }
        let shift = try reader.uint32(at: 24, .little)
        guard shift <= 6 else { throw FGError(.refused, "the file system's block size is out of bounds") }
        blockSize = 1024 << Int64(shift)
        let has64Bits = features & 0x80 != 0
        func wide(_ low: Int, _ high: Int) throws -> Int64 {
            let upper = has64Bits ? UInt64(try reader.uint32(at: high, .little)) << 32 : 0
            return Int64(clamping: upper | UInt64(try reader.uint32(at: low, .little)))
        }
        blockCount = try wide(4, 0x150)
        freeBlockCount = try wide(12, 0x158)
        inodeCount = Int64(try reader.uint32(at: 0, .little))
        freeInodeCount = Int64(try reader.uint32(at: 16, .little))
        firstDataBlock = Int64(try reader.uint32(at: 20, .little))
        inodesPerGroup = Int64(try reader.uint32(at: 40, .little))
        let isOld = try reader.uint32(at: 76, .little) == 0
        inodeSize = isOld ? 128 : Int64(try reader.uint16(at: 88, .little))
        descriptorSize = has64Bits ? Int64(try reader.uint16(at: 254, .little)) : 32
        let identifierBytes = try reader.bytes(at: 104, count: 16)
        identifier = GUID(bytes: identifierBytes)
        label = PrintableText.of(try reader.bytes(at: 120, count: 16).prefix { $0 != 0 })
        guard inodesPerGroup > 0, (128...blockSize).contains(inodeSize), (32...1024).contains(descriptorSize),
            blockCount > 0, blockCount <= region.length / blockSize, firstDataBlock <= 1
        else { throw FGError(.refused, "the numbers in the superblock contradict each other") }
    }
}
