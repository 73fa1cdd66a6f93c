import FGCore

/// The footer of a VHD, 512 bytes.
struct VHDFooter {
    let dataOffset: UInt64
    let size: UInt64
    let type: UInt32
    let isSaved: Bool

    /// Reads a footer.
    ///
    /// - Throws: `refused` for a wrong checksum or an unknown version.
    init(_ bytes: ByteReader) throws {
        guard try bytes.uint32(at: 64, .big) == VHDChecksum.of(bytes, field: 64) else {
            throw FGError(.refused, "the checksum of its VHD footer is wrong")
        }
        let version = try bytes.uint32(at: 12, .big)
        guard version == 0x1_0000 else {
            throw FGError(.refused, "VHD version 0x\(String(version, radix: 16)) is not known")
        }
        dataOffset = try bytes.uint64(at: 16, .big)
        size = try bytes.uint64(at: 48, .big)
        type = try bytes.uint32(at: 60, .big)
        isSaved = try bytes.uint8(at: 84) != 0
    }

    var kind: String {
        switch type {
        case 2: "fixed"
        case 3: "dynamic"
        case 4: "differencing"
        default: "type \(type)"
        }
    }
}

/// The header of a VHD that grows, 1024 bytes.
struct VHDDynamicHeader {
    let tableOffset: UInt64
    let entries: UInt32
    let blockSize: UInt32
    let hasParent: Bool

    /// Reads a header.
    ///
    /// - Throws: `refused` for a wrong checksum, an unknown version or a block size out of bounds.
    init(_ bytes: ByteReader) throws {
        guard bytes.has("cxsparse", at: 0) else { throw FGError(.refused, "it has no dynamic header") }
        guard try bytes.uint32(at: 36, .big) == VHDChecksum.of(bytes, field: 36) else {
            throw FGError(.refused, "the checksum of its dynamic header is wrong")
        }
        let version = try bytes.uint32(at: 24, .big)
        guard version == 0x1_0000 else {
            throw FGError(.refused, "dynamic header version 0x\(String(version, radix: 16)) is not known")
        }
        tableOffset = try bytes.uint64(at: 16, .big)
        entries = try bytes.uint32(at: 28, .big)
        blockSize = try bytes.uint32(at: 32, .big)
        guard blockSize.nonzeroBitCount == 1, (1 << 12...1 << 28).contains(blockSize) else {
            throw FGError(.refused, "blocks of \(blockSize) bytes are out of bounds")
        }
        // Parent identifier and time, then its name and eight locators.
        hasParent =
            try bytes.bytes(at: 40, count: 20).contains { $0 != 0 }
            || bytes.bytes(at: 64, count: 704).contains { $0 != 0 }
    }

    /// The bytes of the sector bitmap before each block.
    var bitmapSize: UInt64 {
        let bytes = UInt64(blockSize) / 512 / 8
        return (bytes + 511) / 512 * 512
    }
}

/// The checksum of VHD structures: the complement of the sum of all bytes, the field itself as zero.
enum VHDChecksum {
    static func of(_ bytes: ByteReader, field: Int) -> UInt32 {
        var sum: UInt32 = 0
        for (index, byte) in bytes.bytes.enumerated() where index < field || index >= field + 4 {
            sum &+= UInt32(byte)
        }
        return ~sum
    }
}
