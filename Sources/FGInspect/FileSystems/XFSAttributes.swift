import FGCore

/// The extended attributes of an inode of an XFS: those inside of it, or in one block.
struct XFSAttributes {
    private(set) var all: [String: [UInt8]] = [:]

    private static let (isLocal, isIncomplete): (UInt8, UInt8) = (1, 0x80)
    private static let prefixes: [UInt8: String] = [0: "user.", 2: "trusted.", 4: "security."]
    private static let lists = [
        "trusted.SGI_ACL_FILE": "system.posix_acl_access",
        "trusted.SGI_ACL_DEFAULT": "system.posix_acl_default",
    ]

    /// Those in an inode.
    init(local bytes: [UInt8]) throws {
        let reader = ByteReader(bytes)
        var place = 4
        for _ in 0..<Int(try reader.uint8(at: 2)) {
            let (length, size) = (Int(try reader.uint8(at: place)), Int(try reader.uint8(at: place + 1)))
            try add(
                reader.bytes(at: place + 3, count: length),
                reader.bytes(at: place + 3 + length, count: size),
                reader.uint8(at: place + 2)
            )
            place += 3 + length + size
        }
    }

    /// Those in a block.
    init(block bytes: [UInt8]) throws {
        let reader = ByteReader(bytes)
        guard try reader.uint16(at: 8, .big) == 0x3bee else {
            throw FGError(.refused, "attributes in more than one block are not read")
        }
        try XFSSuperblock.requireChecksum(bytes, at: 12)
        // Values that share their bytes would be more than was ever stored.
        var left = bytes.count
        for index in 0..<Int(try reader.uint16(at: 56, .big)) {
            let entry = 80 + 8 * index
            let place = Int(try reader.uint16(at: entry + 4, .big))
            let flags = try reader.uint8(at: entry + 6)
            if flags & Self.isIncomplete != 0 { continue }
            guard flags & Self.isLocal != 0 else {
                throw FGError(.refused, "attributes in blocks of their own are not read")
            }
            let (size, length) = (
                Int(try reader.uint16(at: place, .big)), Int(try reader.uint8(at: place + 2))
            )
            left -= size + length
            guard left >= 0 else { throw FGError(.refused, "its extended attributes overlap") }
            try add(
                reader.bytes(at: place + 3, count: length),
                reader.bytes(at: place + 3 + length, count: size),
                flags & ~Self.isLocal
            )
        }
    }

    private mutating func add(_ ending: [UInt8], _ value: [UInt8], _ space: UInt8) throws {
        guard let prefix = Self.prefixes[space], let text = String(validating: ending, as: UTF8.self),
            !ending.isEmpty, !ending.contains(0)
        else { throw FGError(.refused, "an extended attribute has a name that none can have") }
        let list = Self.lists[prefix + text]
        let name = list ?? prefix + text
        guard all.updateValue(list == nil ? value : try Self.accessList(value), forKey: name) == nil else {
            throw FGError(.refused, "the extended attribute \(PrintableText.of(name)) stands twice")
        }
    }

    /// The form in which the kernel hands access control lists out.
    private static func accessList(_ stored: [UInt8]) throws -> [UInt8] {
        let reader = ByteReader(stored)
        var value: [UInt8] = [2, 0, 0, 0]
        for index in 0..<Int(try reader.uint32(at: 0, .big)) {
            let entry = try reader.bytes(at: 4 + 12 * index, count: 12)
            value += [entry[3], entry[2], entry[9], entry[8]] + entry[4..<8].reversed()
        }
        return value
    }
}
