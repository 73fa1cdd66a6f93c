import FGCore

/// Reads the extended attributes of an inode: those inside of it, and those in a block of their own.
///
/// Source: "ext4 Data Structures and Algorithms" of the Linux kernel's documentation, "Extended Attributes".
struct Ext4Attributes {
    let fileSystem: Ext4FileSystem

    private static let magic: UInt32 = 0xea02_0000
    private static let blockHeader = 32
    private static let most = 1024

    /// The attributes by their whole names, as the kernel gives them.
    ///
    /// - Throws: `refused` when they are damaged or stored in a way that is not known.
    func read(_ number: UInt32) throws -> [String: [UInt8]] {
        let inode = ByteReader(try fileSystem.bytes(ofInode: number))
        var attributes: [String: [UInt8]] = [:]
        // Values that share their bytes would be more than was ever stored.
        var left = inode.count + Int(fileSystem.superblock.blockSize)
        if inode.count > 132 {
            let start = 128 + Int(try inode.uint16(at: 128, .little))
            if start + 4 <= inode.count, try inode.uint32(at: start, .little) == Self.magic {
                let body = ByteReader(try inode.bytes(at: start + 4, count: inode.count - start - 4))
                try collect(body, from: 0, into: &attributes, &left)
            }
        }
        let low = UInt64(try inode.uint32(at: 104, .little))
        let block = low | UInt64(try inode.uint16(at: 118, .little)) << 32
        if block != 0 {
            let offset = try fileSystem.offset(ofBlock: block)
            let size = Int(fileSystem.superblock.blockSize)
            let bytes = ByteReader(try fileSystem.region.read(size, at: offset))
            guard try bytes.uint32(at: 0, .little) == Self.magic, try bytes.uint32(at: 8, .little) == 1 else {
                throw FGError(.refused, "the block of extended attributes of inode \(number) is damaged")
            }
            try collect(bytes, from: Self.blockHeader, into: &attributes, &left)
        }
        return attributes
    }

    private func collect(
        _ bytes: ByteReader,
        from start: Int,
        into attributes: inout [String: [UInt8]],
        _ left: inout Int
    ) throws {
        var place = start
        while place + 4 <= bytes.count, try bytes.uint32(at: place, .little) != 0 {
            let length = Int(try bytes.uint8(at: place))
            let index = try bytes.uint8(at: place + 1)
            let offset = Int(try bytes.uint16(at: place + 2, .little))
            guard try bytes.uint32(at: place + 4, .little) == 0 else {
                throw FGError(.refused, "extended attributes in inodes of their own are not read")
            }
            let size = Int(try bytes.uint32(at: place + 8, .little))
            let ending = try bytes.bytes(at: place + 16, count: length)
            guard let prefix = Self.prefixes[index], let text = String(validating: ending, as: UTF8.self),
                !ending.contains(0), !(prefix + text).hasSuffix("."), attributes.count < Self.most
            else { throw FGError(.refused, "an extended attribute has a name that none can have") }
            let stored = try bytes.bytes(at: offset, count: size)
            left -= size
            guard left >= 0 else { throw FGError(.refused, "its extended attributes overlap") }
            let value = Self.holdsList(index) ? try PosixACL(stored: stored).attribute : stored
            guard attributes.updateValue(value, forKey: prefix + text) == nil else {
                throw FGError(
                    .refused,
                    "the extended attribute \(PrintableText.of(prefix + text)) stands twice"
                )
            }
            place += 16 + (length + 3) / 4 * 4
        }
    }

    private static let prefixes: [UInt8: String] = [
        1: "user.", 2: "system.posix_acl_access", 3: "system.posix_acl_default", 4: "trusted.",
        6: "security.", 7: "system.",
    ]

    private static func holdsList(_ index: UInt8) -> Bool { index == 2 || index == 3 }
}
