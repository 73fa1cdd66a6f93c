import FGCore

/// The superblock of an XFS.
///
/// Source: "XFS Algorithms & Data Structures" of the XFS documentation.
struct XFSSuperblock {
    let identifier: GUID
    let label: String
    let blockSize: Int64
    /// So many blocks make one of a folder, as a power of two.
    let folderBits: Int64
    let inodeSize: Int64
    let inodesInBlock: Int64
    let blockCount: Int64
    let groupBlocks: Int64
    let groupCount: Int64
    /// So many bits of a number are the place in a group: of a block, and of an inode.
    let blockBits: UInt64
    let inodeBits: UInt64
    let root: UInt32

    /// What this reader knows: kinds in folders, chunks of inodes with holes, times of 64 bits.
    private static let known: UInt32 = 0x1 | 0x2 | 0x8
    private static let checksumPlace = 224
    private static let record: [UInt8] = [0xfe, 0xed, 0xba, 0xbe, 0, 0, 0, 1]

    /// - Throws: `refused` when there is none, or one that this reader does not know.
    init(_ region: DiskRegion) throws {
        let reader = ByteReader(try region.read(512, at: 0))
        guard reader.has("XFSB", at: 0) else { throw FGError(.refused, "there is no xfs") }
        guard try reader.uint16(at: 100, .big) & 0xf == 5, try reader.uint16(at: 102, .big) == 512 else {
            throw FGError(.refused, "the xfs is of a form that is not known")
        }
        try Self.requireChecksum(reader.bytes, at: Self.checksumPlace)
        let features = try reader.uint32(at: 216, .big)
        guard features & ~Self.known == 0 else {
            let unknown = String(features & ~Self.known, radix: 16)
            throw FGError(.refused, "the xfs has features that are not known (0x\(unknown))")
        }
        let bits = Int64(try reader.uint8(at: 120))
        let inodeSize = Int64(try reader.uint16(at: 104, .big))
        let groupBits = UInt64(try reader.uint8(at: 124))
        folderBits = Int64(try reader.uint8(at: 192))
        guard (9...16).contains(bits), (256...2048).contains(inodeSize), folderBits <= 16 - bits,
            (1...31).contains(groupBits), 1 << bits % inodeSize == 0
        else { throw FGError(.refused, "the numbers in the superblock contradict each other") }
        blockSize = 1 << bits
        self.inodeSize = inodeSize
        inodesInBlock = blockSize / inodeSize
        blockBits = groupBits
        inodeBits = groupBits + UInt64(inodesInBlock.trailingZeroBitCount)
        blockCount = Int64(clamping: try reader.uint64(at: 8, .big))
        groupBlocks = Int64(try reader.uint32(at: 84, .big))
        groupCount = Int64(try reader.uint32(at: 88, .big))
        guard inodesInBlock > 0, blockCount > 0, blockCount <= region.length / blockSize,
            groupBlocks > 0, groupBlocks <= 1 << Int64(groupBits), groupCount > 0,
            groupCount <= blockCount / groupBlocks + 1,
            let root = UInt32(exactly: try reader.uint64(at: 56, .big))
        else { throw FGError(.refused, "the numbers in the superblock contradict each other") }
        self.root = root
        identifier = GUID(bytes: try reader.bytes(at: 32, count: 16))
        label = PrintableText.of(try reader.bytes(at: 108, count: 12).prefix { $0 != 0 })
        try requireUnusedLog(try reader.uint64(at: 48, .big), region)
    }

    /// Checks that nothing was ever mounted: what a used log has to say is not read here.
    private func requireUnusedLog(_ start: UInt64, _ region: DiskRegion) throws {
        let reader = ByteReader(try region.read(1536, at: place(ofBlock: start)))
        let isEnd = try reader.uint8(at: 521) & 0x20 != 0
        let rest = try reader.bytes(at: 1024, count: 512)
        guard reader.has(Self.record, at: 0), isEnd, rest.allSatisfy({ $0 == 0 }) else {
            throw FGError(.refused, "the xfs has been mounted, and its log is not read")
        }
    }

    /// Where a block is, in bytes.
    func place(ofBlock number: UInt64, count: Int64 = 1) throws -> Int64 {
        let (group, index) = (Int64(number >> blockBits), Int64(number & (1 << blockBits - 1)))
        guard group < groupCount, index < groupBlocks,
            case let block = group * groupBlocks + index, count <= blockCount - block
        else { throw FGError(.refused, "block \(number) lies outside of the file system") }
        return block * blockSize
    }

    /// Where an inode is, in bytes.
    func place(ofInode number: UInt32) throws -> Int64 {
        let (block, index) = UInt64(number).quotientAndRemainder(dividingBy: UInt64(inodesInBlock))
        return try place(ofBlock: block) + Int64(index) * inodeSize
    }

    static func requireChecksum(_ bytes: [UInt8], at place: Int) throws {
        let stored = try ByteReader(bytes).uint32(at: place, .little)
        var cleared = bytes
        for index in place..<place + 4 { cleared[index] = 0 }
        guard cleared.withUnsafeBytes({ CRC32C.checksum(of: $0) }) == stored else {
            throw FGError(.refused, "a checksum of the xfs does not match")
        }
    }
}
