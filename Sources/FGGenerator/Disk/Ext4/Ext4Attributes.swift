import FGCore
import FGInspect

/// The extended attributes of a file: in its inode as far as there is room, the others in a block.
struct Ext4Attributes {
    private struct Attribute {
        /// Which names it is among.
        let space: UInt8
        let name: [UInt8]
        let value: [UInt8]

        /// What it takes before the values.
        var entrySize: Int { Ext4Attributes.entryHead + Ext4Attributes.padded(name.count) }
        var size: Int { entrySize + Ext4Attributes.padded(value.count) }
    }

    private let inInode: [Attribute]
    private let inBlock: [Attribute]

    private static let entryHead = 16
    private static let blockHead = 32
    private static let blockChecksumPlace = 16
    /// The magic number before those of an inode.
    private static let inodeHead = 4
    /// Zeros end the entries.
    private static let endSize = 4
    private static let roomOfInode = Ext4.inodeSize - 128 - Int(Ext4.furtherFields) - inodeHead
    /// The last two are those that lists of who may do what have, which are whole names.
    private static let spaces: [(prefix: String, number: UInt8)] = [
        ("user.", 1), ("trusted.", 4), ("security.", 6), ("system.posix_acl_access", 2),
        ("system.posix_acl_default", 3),
    ]

    /// - Throws: `invalid` for one that the format cannot hold.
    init(of file: DiskFile) throws {
        var (inInode, inBlock): ([Attribute], [Attribute]) = ([], [])
        var (left, leftOfBlock) = (
            Self.roomOfInode - Self.endSize, Ext4.blockSize - Self.blockHead - Self.endSize
        )
        for attribute in file.attributes {
            let attribute = try Self.attribute(attribute, of: file)
            if attribute.size <= left {
                inInode.append(attribute)
                left -= attribute.size
            } else {
                inBlock.append(attribute)
                leftOfBlock -= attribute.size
            }
        }
        guard leftOfBlock >= 0 else {
            throw FGError(
                .invalid,
                "the attributes of \(file) are too long for ext4: together at most \(Ext4.blockSize) bytes",
                subject: file.description,
                hint: "fs=btrfs holds longer ones"
            )
        }
        self.inInode = inInode
        self.inBlock = inBlock.sorted {
            ($0.space, $0.name.count) == ($1.space, $1.name.count)
                ? $0.name.lexicographicallyPrecedes($1.name)
                : ($0.space, $0.name.count) < ($1.space, $1.name.count)
        }
    }

    private static func attribute(_ attribute: DiskFile.Attribute, of file: DiskFile) throws -> Attribute {
        let text = String(decoding: attribute.name, as: UTF8.self)
        guard let (prefix, space) = spaces.first(where: { text.hasPrefix($0.prefix) }) else {
            throw FGError(
                .invalid,
                "ext4 cannot hold the attribute \(PrintableText.of(text)) of \(file)",
                subject: file.description
            )
        }
        return Attribute(
            space: space,
            name: Array(attribute.name.dropFirst(prefix.utf8.count)),
            value: PosixACL.attributes.contains(text)
                ? try PosixACL(attribute: attribute.value).stored : attribute.value
        )
    }

    /// What stands in the inode behind its fields.
    var local: [UInt8] {
        guard !inInode.isEmpty else { return [] }
        var bytes: [UInt8] = []
        bytes.append(Ext4.Magic.attributes)
        return bytes + Self.entries(of: inInode, before: 0, room: Self.roomOfInode, hasHashes: false).bytes
    }

    /// Writes the others; gives their block, 0 where there are none.
    ///
    /// - Throws: `NoRoomOnDisk`.
    func write(to content: inout Ext4Content) throws -> Int64 {
        guard !inBlock.isEmpty else { return 0 }
        let block = try content.takeBlock()
        let room = Ext4.blockSize - Self.blockHead
        let (entries, hashes) = Self.entries(of: inBlock, before: Self.blockHead, room: room, hasHashes: true)
        var bytes: [UInt8] = []
        bytes.append(Ext4.Magic.attributes)
        // Files that have it, and its blocks.
        for _ in 0..<2 { bytes.append(UInt32(1)) }
        bytes.append(hashes.reduce(0) { Self.rolled($0, 16) ^ $1 })
        bytes.fill(to: Self.blockHead)
        bytes += entries
        let seed = Ext4.checksum(content.geometry.checksumSeed, of: UInt64(block))
        bytes.replace(at: Self.blockChecksumPlace, with: Ext4.checksum(seed, bytes), .little)
        content.disk.put(bytes, at: block)
        return block
    }

    /// Entries from the start, their values from the end; places of values count from `before` further ahead.
    private static func entries(of attributes: [Attribute], before: Int, room: Int, hasHashes: Bool)
        -> (bytes: [UInt8], hashes: [UInt32])
    {
        var (entries, values): ([UInt8], [UInt8]) = ([], [])
        var hashes: [UInt32] = []
        for attribute in attributes {
            var value = attribute.value
            value.fill(to: padded(value.count))
            values = value + values
            let hash = hasHashes ? hash(of: attribute.name, value) : 0
            hashes.append(hash)
            entries += [UInt8(attribute.name.count), attribute.space]
            entries.append(value.isEmpty ? 0 : UInt16(before + room - values.count))
            entries.append(UInt32(0))
            entries.append(UInt32(attribute.value.count))
            entries.append(hash)
            entries += attribute.name
            entries.fill(to: padded(entries.count))
        }
        entries.fill(to: room - values.count)
        return (entries + values, hashes)
    }

    private static func hash(of name: [UInt8], _ value: [UInt8]) -> UInt32 {
        let ofName = name.reduce(UInt32(0)) { rolled($0, 5) ^ UInt32($1) }
        return stride(from: 0, to: value.count, by: 4).reduce(ofName) { hash, place in
            rolled(hash, 16) ^ value[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private static func rolled(_ hash: UInt32, _ bits: UInt32) -> UInt32 {
        hash << bits | hash >> (32 - bits)
    }

    private static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }
}
