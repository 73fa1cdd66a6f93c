import FGCore

/// The superblock of a btrfs on one device.
///
/// Source: the Linux kernel's documentation of btrfs, "On-disk format".
struct BtrfsSuperblock {
    let identifier: GUID
    let label: String
    /// Bytes.
    let size: Int64
    let nodeSize: Int
    let root: (address: UInt64, level: UInt8)
    let chunkRoot: (address: UInt64, level: UInt8)
    /// The first chunks, which the tree of chunks stands in.
    let chunks: [UInt8]

    private static let place: Int64 = 1 << 16
    static let byteCount = 4096
    /// What this reader knows: mixed references, large blocks, names apart, short records of blocks, no records of holes.
    private static let known: UInt64 = 0x1 | 0x20 | 0x40 | 0x100 | 0x200
    private static let chunksPlace = 0x32b
    private static let chunksRoom = 2048

    /// - Throws: `refused` when there is none, or one that this reader does not know.
    init(_ region: DiskRegion) throws {
        let reader = ByteReader(try region.read(Self.byteCount, at: Self.place))
        guard reader.has("_BHRfS_M", at: 64) else { throw FGError(.refused, "there is no btrfs") }
        guard try reader.uint16(at: 0xc4, .little) == 0 else {
            throw FGError(.refused, "the btrfs has checksums of a kind that is not known")
        }
        try BtrfsBlock.requireChecksum(reader.bytes)
        let features = try reader.uint64(at: 0xbc, .little)
        guard features & ~Self.known == 0 else {
            let unknown = String(features & ~Self.known, radix: 16)
            throw FGError(.refused, "the btrfs has features that are not known (0x\(unknown))")
        }
        guard try reader.uint64(at: 0x60, .little) == 0 else {
            throw FGError(.refused, "the btrfs was not unmounted: its log must be replayed")
        }
        guard try reader.uint64(at: 0x88, .little) == 1 else {
            throw FGError(.refused, "the btrfs is on several devices")
        }
        let nodeSize = Int(try reader.uint32(at: 0x94, .little))
        size = Int64(clamping: try reader.uint64(at: 0x70, .little))
        let count = Int(try reader.uint32(at: 0xa0, .little))
        guard [4096, 8192, 16_384, 32_768, 65_536].contains(nodeSize), size <= region.length,
            count <= Self.chunksRoom
        else { throw FGError(.refused, "the numbers in the superblock contradict each other") }
        self.nodeSize = nodeSize
        root = (try reader.uint64(at: 0x50, .little), try reader.uint8(at: 0xc6))
        chunkRoot = (try reader.uint64(at: 0x58, .little), try reader.uint8(at: 0xc7))
        chunks = try reader.bytes(at: Self.chunksPlace, count: count)
        identifier = GUID(bytes: try reader.bytes(at: 0x20, count: 16))
        label = PrintableText.of(try reader.bytes(at: 0x12b, count: 256).prefix { $0 != 0 })
    }
}
