import FGCore

/// An inode of an XFS with the two parts behind its head: for the content, and for attributes.
struct XFSInode {
    enum Form: UInt8 {
        case device = 0
        case local = 1
        case extents = 2
        case tree = 3
    }

    let node: FileNode
    let form: Form
    /// How many stretches the content has.
    let extentCount: Int
    let content: [UInt8]
    let attributesForm: Form
    let attributesExtentCount: Int
    /// Empty where there are none.
    let attributes: [UInt8]

    private static let headSize = 176
    private static let hasBigTimes: UInt64 = 8

    /// - Throws: `refused` when it is damaged, or another one.
    init(_ bytes: [UInt8], number: UInt32) throws {
        let reader = ByteReader(bytes)
        guard reader.has("IN", at: 0), try reader.uint8(at: 4) == 3,
            try reader.uint64(at: 152, .big) == number
        else { throw FGError(.refused, "the inode \(number) does not exist") }
        try XFSSuperblock.requireChecksum(bytes, at: 100)
        let mode = Int(try reader.uint16(at: 2, .big))
        guard let kind = FileNode.Kind(mode: mode), let form = Form(rawValue: try reader.uint8(at: 5)),
            let attributesForm = Form(rawValue: try reader.uint8(at: 83))
        else { throw FGError(.refused, "the inode \(number) is of no kind") }
        let time = try reader.uint64(at: 40, .big)
        let isBig = try reader.uint64(at: 120, .big) & Self.hasBigTimes != 0
        node = FileNode(
            inode: number,
            kind: kind,
            permissions: mode & 0xfff,
            user: Int(try reader.uint32(at: 8, .big)),
            group: Int(try reader.uint32(at: 12, .big)),
            size: Int64(clamping: try reader.uint64(at: 56, .big)),
            modified: isBig
                ? Int64(time / 1_000_000_000) - 1 << 31
                : Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: time >> 32)))
        )
        self.form = form
        self.attributesForm = attributesForm
        extentCount = Int(try reader.uint32(at: 76, .big))
        attributesExtentCount = Int(try reader.uint16(at: 80, .big))
        let room = bytes.count - Self.headSize
        let start = 8 * Int(try reader.uint8(at: 82))
        guard start < room else { throw FGError(.refused, "the inode \(number) is damaged") }
        content = try reader.bytes(at: Self.headSize, count: start == 0 ? room : start)
        attributes = start == 0 ? [] : try reader.bytes(at: Self.headSize + start, count: room - start)
    }
}
