import FGCore

/// Where the content of an XFS file is.
struct XFSExtents {
    /// A stretch of a file, in blocks; `number` is nil for zeros.
    struct Extent {
        let offset: Int64
        let count: Int64
        let number: UInt64?
    }

    let superblock: XFSSuperblock
    let region: DiskRegion
    private(set) var all: [Extent] = []
    private var budget = 1 << 20

    private static let recordSize = 16
    private static let headSize = 72
    private static let highest = 8

    /// - Throws: `refused` when they are damaged.
    init(
        _ form: XFSInode.Form,
        _ bytes: [UInt8],
        count: Int,
        _ superblock: XFSSuperblock,
        _ region: DiskRegion
    )
        throws
    {
        self.superblock = superblock
        self.region = region
        let reader = ByteReader(bytes)
        switch form {
        case .extents: try addRecords(reader, at: 0, count: count)
        case .tree:
            let level = Int(try reader.uint16(at: 0, .big))
            let most = (bytes.count - 4) / Self.recordSize
            try addChildren(
                reader,
                at: 4,
                count: Int(try reader.uint16(at: 2, .big)),
                most: most,
                level: level
            )
        case .device, .local: throw FGError(.refused, "a file has no places on the disk")
        }
    }

    private mutating func addRecords(_ reader: ByteReader, at start: Int, count: Int) throws {
        for index in 0..<count {
            budget -= 1
            guard budget > 0 else { throw FGError(.refused, "a file has too many extents") }
            let high = try reader.uint64(at: start + index * Self.recordSize, .big)
            let low = try reader.uint64(at: start + index * Self.recordSize + 8, .big)
            let isUnwritten = high >> 63 != 0
            let offset = Int64((high << 1) >> 10)
            let number = (high & 0x1ff) << 43 | low >> 21
            let length = Int64(low & 0x1f_ffff)
            let end = all.last.map { $0.offset + $0.count } ?? 0
            guard offset >= end, length > 0 else { throw FGError(.refused, "a file's extents overlap") }
            _ = try superblock.place(ofBlock: number, count: length)
            all.append(Extent(offset: offset, count: length, number: isUnwritten ? nil : number))
        }
    }

    private mutating func addChildren(_ reader: ByteReader, at start: Int, count: Int, most: Int, level: Int)
        throws
    {
        guard (1...Self.highest).contains(level), count <= most else {
            throw FGError(.refused, "a file's tree of extents is damaged")
        }
        for index in 0..<count {
            budget -= 1
            guard budget > 0 else { throw FGError(.refused, "a file has too many extents") }
            let number = try reader.uint64(at: start + 8 * most + 8 * index, .big)
            let size = Int(superblock.blockSize)
            let bytes = try region.read(size, at: superblock.place(ofBlock: number))
            let child = ByteReader(bytes)
            guard child.has("BMA3", at: 0), try child.uint16(at: 4, .big) == level - 1 else {
                throw FGError(.refused, "a file's tree of extents is damaged")
            }
            try XFSSuperblock.requireChecksum(bytes, at: 64)
            let records = Int(try child.uint16(at: 6, .big))
            let room = (size - Self.headSize) / Self.recordSize
            if level == 1 {
                guard records <= room else { throw FGError(.refused, "a file's tree of extents is damaged") }
                try addRecords(child, at: Self.headSize, count: records)
            } else {
                try addChildren(child, at: Self.headSize, count: records, most: room, level: level - 1)
            }
        }
    }
}
