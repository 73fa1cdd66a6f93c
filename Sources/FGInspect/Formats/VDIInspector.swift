import FGCore

/// Checks a VDI image of VirtualBox: the structures of QEMU's block/vdi.c.
struct VDIInspector {
    let image: ImageBytes
    let limits: InspectionLimits

    func inspect(_ findings: inout Findings) throws {
        let header = try VDIHeader(image.reader("header", at: 0, count: 512))
        findings.note("version", "\(header.version >> 16).\(header.version & 0xffff)")
        findings.note("block-size", header.blockSize)
        findings.judge(virtualSize: header.size, stored: image.stored, by: limits)
        guard header.version == 0x1_0001 else {
            return findings.refuse(.unknownFeature, "this VDI version is not known")
        }
        switch header.type {
        case 1: findings.note("subformat", "dynamic")
        case 2: findings.note("subformat", "static")
        case 3, 4: findings.refuse(.backingFile, "it is a differencing VDI and takes bytes from a parent")
        default: findings.refuse(.unknownFeature, "VDI type \(header.type) is not known")
        }
        if header.hasParent { findings.refuse(.backingFile, "it names a parent image") }
        try header.checkSizes()
        let blocks = UInt64(header.allocated) * UInt64(header.blockSize)
        // The last block of a file written with holes may end early.
        let needed = blocks == 0 ? 0 : blocks - UInt64(header.blockSize) + 1
        try image.check("data", at: UInt64(header.dataOffset), count: needed)
        try image.forEachEntry(
            of: "block map",
            at: UInt64(header.mapOffset),
            count: UInt64(header.blocks),
            width: 4
        ) { index, piece, position in
            let block = try piece.uint32(at: position, .little)
            guard block >= VDIHeader.discarded || block < header.allocated else {
                throw FGError(.refused, "block \(index) is stored as number \(block) of \(header.allocated)")
            }
        }
    }
}

/// The header of a VDI, 512 bytes.
struct VDIHeader {
    /// Map entries from here on hold no data: discarded, or never written.
    static let discarded: UInt32 = 0xffff_fffe

    let version: UInt32
    let type: UInt32
    let mapOffset: UInt32
    let dataOffset: UInt32
    let sectorSize: UInt32
    let size: UInt64
    let blockSize: UInt32
    let blockExtra: UInt32
    let blocks: UInt32
    let allocated: UInt32
    let hasParent: Bool

    init(_ bytes: ByteReader) throws {
        version = try bytes.uint32(at: 0x44, .little)
        type = try bytes.uint32(at: 0x4c, .little)
        mapOffset = try bytes.uint32(at: 0x154, .little)
        dataOffset = try bytes.uint32(at: 0x158, .little)
        sectorSize = try bytes.uint32(at: 0x168, .little)
        size = try bytes.uint64(at: 0x170, .little)
        blockSize = try bytes.uint32(at: 0x178, .little)
        blockExtra = try bytes.uint32(at: 0x17c, .little)
        blocks = try bytes.uint32(at: 0x180, .little)
        allocated = try bytes.uint32(at: 0x184, .little)
        hasParent = try bytes.bytes(at: 0x1a8, count: 32).contains { $0 != 0 }
    }

    /// Throws when sizes contradict each other; qemu knows only blocks of 1 MiB, as VirtualBox writes them.
    func checkSizes() throws {
        guard sectorSize == 512, blockSize == 1 << 20, blockExtra == 0 else {
            throw FGError(
                .refused,
                "sectors of \(sectorSize) and blocks of \(blockSize) bytes are out of bounds"
            )
        }
        guard allocated <= blocks, size <= UInt64(blocks) * UInt64(blockSize) else {
            throw FGError(.refused, "its \(blocks) blocks do not cover \(size) bytes")
        }
    }
}
