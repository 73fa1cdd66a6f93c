import FGCore

/// The fields of a qcow2 header, those of version 3 with their defaults for version 2.
struct Qcow2Header {
    /// The bits of an L1 or L2 entry that hold an offset.
    static let offsetMask: UInt64 = 0x00ff_ffff_ffff_fe00

    let backingOffset: UInt64
    let backingSize: UInt32
    let clusterBits: UInt32
    let size: UInt64
    let encryption: UInt32
    let l1Size: UInt32
    let l1Offset: UInt64
    let refcountOffset: UInt64
    let refcountClusters: UInt32
    let snapshotCount: UInt32
    let snapshotOffset: UInt64
    let incompatible: UInt64
    let length: UInt32
    let compressionType: UInt8

    /// Reads the header of a version 2 or 3 image.
    ///
    /// - Throws: `refused` when it is cut off or its sizes are out of bounds.
    init(_ image: ImageBytes, version: UInt32) throws {
        let header = try image.reader("header", at: 0, count: version == 2 ? 72 : 104)
        backingOffset = try header.uint64(at: 8, .big)
        backingSize = try header.uint32(at: 16, .big)
        clusterBits = try header.uint32(at: 20, .big)
        size = try header.uint64(at: 24, .big)
        encryption = try header.uint32(at: 32, .big)
        l1Size = try header.uint32(at: 36, .big)
        l1Offset = try header.uint64(at: 40, .big)
        refcountOffset = try header.uint64(at: 48, .big)
        refcountClusters = try header.uint32(at: 56, .big)
        snapshotCount = try header.uint32(at: 60, .big)
        snapshotOffset = try header.uint64(at: 64, .big)
        incompatible = version == 2 ? 0 : try header.uint64(at: 72, .big)
        let refcountOrder = version == 2 ? 4 : try header.uint32(at: 96, .big)
        length = version == 2 ? 72 : try header.uint32(at: 100, .big)
        guard (9...21).contains(clusterBits) else {
            throw FGError(.refused, "clusters of 2^\(clusterBits) bytes are out of bounds")
        }
        guard refcountOrder <= 6 else {
            throw FGError(.refused, "reference counts of 2^\(refcountOrder) bits are out of bounds")
        }
        guard version == 2 || length >= 104, length % 8 == 0, UInt64(length) <= 1 << clusterBits else {
            throw FGError(.refused, "a header of \(length) bytes is out of bounds")
        }
        // Bit 3 says that the field matters; without it the method is zlib whatever stands there.
        let hasType = incompatible & 1 << 3 != 0
        if hasType, length < 112 {
            throw FGError(.refused, "its header of \(length) bytes has no room for the compression method")
        }
        compressionType = hasType ? try image.reader("header", at: 0, count: 112).uint8(at: 104) : 0
    }

    var clusterSize: UInt64 { 1 << clusterBits }

    var hasExtendedL2: Bool { incompatible & 1 << 4 != 0 }

    /// How many entries an L2 table has; with sub-clusters each takes 16 bytes.
    var l2Entries: UInt64 { clusterSize / (hasExtendedL2 ? 16 : 8) }

    /// Throws when the L1 table is over 32 MiB, not aligned, or too short for the disk.
    func checkL1Size() throws {
        let covered = clusterSize * l2Entries
        let needed = size / covered + (size % covered == 0 ? 0 : 1)
        guard l1Size <= 4 << 20, UInt64(l1Size) >= needed, l1Offset % clusterSize == 0 else {
            throw FGError(
                .refused,
                "its L1 table of \(l1Size) entries is out of bounds (\(needed) are needed)"
            )
        }
    }
}
