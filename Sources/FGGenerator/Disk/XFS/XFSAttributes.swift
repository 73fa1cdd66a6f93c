import FGCore
import FGInspect

/// The extended attributes of a file: in its inode where there is room, else in a block.
struct XFSAttributes {
    struct Attribute {
        let name: [UInt8]
        let value: [UInt8]
        /// Which names it is among: those of users, of the trusted, or of security.
        let space: UInt8
    }

    let attributes: [Attribute]

    private static let (trusted, security): (UInt8, UInt8) = (2, 4)
    private static let headSize = 80
    private static let checksumPlace = 12
    /// A longer value stands in blocks of its own.
    private static let longestValue = 2900
    /// What the inode gives them at most, so that there is room for the file's own places.
    private static let mostRoom = 200
    private static let longestNumber = Int(UInt8.max)

    /// - Throws: `invalid` for one that the format cannot hold here.
    init(of file: DiskFile) throws {
        attributes = try file.attributes.map { try Self.attribute($0, of: file) }
        let size = attributes.reduce(Self.headSize) { $0 + 8 + Self.sizeInBlock($1) }
        guard size <= XFS.blockSize, attributes.allSatisfy({ $0.value.count <= Self.longestValue }) else {
            throw FGError(
                .invalid,
                "the attributes of \(file) are too long for an xfs that is made here: together at most "
                    + "\(XFS.blockSize) bytes, each at most \(Self.longestValue)",
                subject: file.description,
                hint: "fs=btrfs holds longer ones"
            )
        }
    }

    private static func attribute(_ attribute: DiskFile.Attribute, of file: DiskFile) throws -> Attribute {
        let text = String(decoding: attribute.name, as: UTF8.self)
        let lists = [
            "system.posix_acl_access": "SGI_ACL_FILE", "system.posix_acl_default": "SGI_ACL_DEFAULT",
        ]
        if let name = lists[text] {
            return Attribute(name: Array(name.utf8), value: try accessList(attribute.value), space: trusted)
        }
        let spaces: [(prefix: String, space: UInt8)] = [
            ("user.", 0), ("trusted.", trusted), ("security.", security),
        ]
        guard let (prefix, space) = spaces.first(where: { text.hasPrefix($0.prefix) }) else {
            throw FGError(
                .invalid,
                "xfs cannot hold the attribute \(PrintableText.of(text)) of \(file)",
                subject: file.description
            )
        }
        return Attribute(
            name: Array(attribute.name.dropFirst(prefix.utf8.count)),
            value: attribute.value,
            space: space
        )
    }

    /// The form of access control lists on the disk, of that which the kernel hands out.
    private static func accessList(_ value: [UInt8]) throws -> [UInt8] {
        let reader = ByteReader(value)
        let count = (value.count - 4) / 8
        var bytes: [UInt8] = []
        bytes.append(big: UInt32(count))
        for index in 0..<count {
            let place = 4 + 8 * index
            bytes.append(big: UInt32(try reader.uint16(at: place, .little)))
            bytes.append(big: try reader.uint32(at: place + 4, .little))
            bytes.append(big: try reader.uint16(at: place + 2, .little))
            bytes.append(big: UInt16(0))
        }
        return bytes
    }

    /// What stands in the inode; nil when there is no room for it.
    var local: [UInt8]? {
        let size = attributes.reduce(4) { $0 + 3 + $1.name.count + $1.value.count }
        let fits = attributes.allSatisfy {
            $0.name.count <= Self.longestNumber && $0.value.count <= Self.longestNumber
        }
        guard size <= Self.mostRoom, fits else { return nil }
        var bytes: [UInt8] = []
        bytes.append(big: UInt16(size))
        bytes += [UInt8(attributes.count), 0]
        for attribute in attributes {
            bytes += [UInt8(attribute.name.count), UInt8(attribute.value.count), attribute.space]
            bytes += attribute.name + attribute.value
        }
        return bytes
    }

    /// Writes them into a block.
    ///
    /// - Throws: `NoRoomOnDisk`.
    func write(of inode: UInt64, to content: inout XFSContent) throws -> XFSExtent {
        let block = try content.take(1)
        let sorted = attributes.map { (hash: XFS.hash(of: $0.name), attribute: $0) }
            .sorted { $0.hash < $1.hash }
        var values: [UInt8] = []
        var entries: [UInt8] = []
        let isLocal: UInt8 = 1
        for (hash, attribute) in sorted {
            var record: [UInt8] = []
            record.append(big: UInt16(attribute.value.count))
            record.append(UInt8(attribute.name.count))
            record += attribute.name + attribute.value
            record.fill(to: Self.sizeInBlock(attribute))
            values = record + values
            entries.append(big: hash)
            entries.append(big: UInt16(XFS.blockSize - values.count))
            entries += [isLocal | attribute.space, 0]
        }
        let firstUsed = XFS.blockSize - values.count
        let free = Self.headSize + entries.count
        var bytes = XFSFolderTree.head(XFS.Magic.attributes, (0, 0), block, of: inode, content.geometry)
        bytes.append(big: UInt16(attributes.count))
        bytes.append(big: UInt16(values.count))
        bytes.append(big: UInt16(firstUsed))
        bytes += [0, 0]
        bytes.append(big: UInt16(free))
        bytes.append(big: UInt16(firstUsed - free))
        bytes.fill(to: Self.headSize)
        bytes += entries
        bytes.fill(to: firstUsed)
        content.put(XFS.seal(bytes + values, checksumAt: Self.checksumPlace), at: block)
        return XFSExtent(offset: 0, start: block, count: 1)
    }

    private static func sizeInBlock(_ attribute: Attribute) -> Int {
        (3 + attribute.name.count + attribute.value.count + 3) / 4 * 4
    }
}
