import FGCore

/// What the metadata of a VHDX says of the disk.
struct VHDXDisk {
    let size: UInt64
    let blockSize: UInt32
    let sectorSize: UInt32
    let hasParent: Bool

    /// Reads the items of the metadata region.
    ///
    /// - Throws: `refused` when one is missing or out of bounds.
    init(_ items: [[UInt8]: ByteReader]) throws {
        guard let parameters = items[VHDXIdentifier.fileParameters],
            let size = items[VHDXIdentifier.diskSize],
            let sector = items[VHDXIdentifier.logicalSectorSize]
        else { throw FGError(.refused, "its metadata does not say how large the disk is") }
        self.size = try size.uint64(at: 0, .little)
        blockSize = try parameters.uint32(at: 0, .little)
        hasParent = try parameters.uint32(at: 4, .little) & 2 != 0
        sectorSize = try sector.uint32(at: 0, .little)
        guard blockSize.nonzeroBitCount == 1, (1 << 20...1 << 28).contains(blockSize) else {
            throw FGError(.refused, "blocks of \(blockSize) bytes are out of bounds")
        }
        guard sectorSize == 512 || sectorSize == 4096 else {
            throw FGError(.refused, "sectors of \(sectorSize) bytes are out of bounds")
        }
        guard self.size % UInt64(sectorSize) == 0, self.size <= 64 << 40 else {
            throw FGError(.refused, "a disk of \(self.size) bytes is out of bounds")
        }
    }

    /// After this many data blocks the table has an entry for a sector bitmap.
    var chunkRatio: UInt64 { (1 << 23) * UInt64(sectorSize) / UInt64(blockSize) }

    /// How many entries the block table has, those of bitmaps included except after the last block.
    func tableEntries() throws -> UInt64 {
        let blocks = size / UInt64(blockSize) + (size % UInt64(blockSize) == 0 ? 0 : 1)
        guard blocks > 0 else { throw FGError(.refused, "the disk is empty") }
        return blocks + (blocks - 1) / chunkRatio
    }

    /// Whether a table entry is that of a sector bitmap.
    func isBitmap(_ index: UInt64) -> Bool { (index + 1) % (chunkRatio + 1) == 0 }
}

/// The identifiers of regions and metadata items, as they stand in the file.
package enum VHDXIdentifier {
    static let blockTable = bytes(0x2dc2_7766, 0xf623, 0x4200, 0x9d64_115e_9bfd_4a08)
    package static let metadata = bytes(0x8b7c_a206, 0x4790, 0x4b9a, 0xb8fe_575f_050f_886e)
    static let fileParameters = bytes(0xcaa1_6737, 0xfa36, 0x4d43, 0xb3b6_33f0_aa44_e76b)
    static let diskSize = bytes(0x2fa5_4224, 0xcd1b, 0x4876, 0xb211_5dbe_d83b_f4b8)
    static let logicalSectorSize = bytes(0x8141_bf1d, 0xa96f, 0x4709, 0xba47_f233_a8fa_ab5f)
    static let physicalSectorSize = bytes(0xcda3_48c7, 0x445d, 0x4471, 0x9cc9_e988_5251_c556)
    package static let page83 = bytes(0xbeca_12ab, 0xb2e6, 0x4523, 0x93ef_c309_e000_c746)
    static let parentLocator = bytes(0xa8d3_5f2d, 0xb30b, 0x454d, 0xabf7_d3d8_4834_ab0c)

    static let knownRegions: Set<[UInt8]> = [blockTable, metadata]
    static let knownItems: Set<[UInt8]> = [
        fileParameters, diskSize, logicalSectorSize, physicalSectorSize, page83, parentLocator,
    ]

    /// The first three parts of a GUID stand in the file with the lowest byte first.
    private static func bytes(_ first: UInt32, _ second: UInt16, _ third: UInt16, _ rest: UInt64) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: first >> (8 * $0)) }
            + (0..<2).map { UInt8(truncatingIfNeeded: second >> (8 * $0)) }
            + (0..<2).map { UInt8(truncatingIfNeeded: third >> (8 * $0)) }
            + (0..<8).map { UInt8(truncatingIfNeeded: rest >> (8 * (7 - $0))) }
    }
}
