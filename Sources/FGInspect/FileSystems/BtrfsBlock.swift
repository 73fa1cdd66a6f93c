import FGCore

/// A block of a tree of btrfs.
struct BtrfsBlock {
    /// A key of a tree.
    struct Key {
        let object: UInt64
        let kind: UInt8
        let offset: UInt64

        /// Bytes.
        static let size = 17

        init(_ reader: ByteReader, at place: Int) throws {
            object = try reader.uint64(at: place, .little)
            kind = try reader.uint8(at: place + 8)
            offset = try reader.uint64(at: place + 9, .little)
        }
    }

    let reader: ByteReader
    let count: Int
    let level: UInt8

    static let headSize = 101
    private static let itemSize = 25
    private static let pointerSize = 33
    private static let checksumRoom = 32

    /// - Throws: `refused` when it is another block, or damaged.
    init(_ bytes: [UInt8], at address: UInt64, level: UInt8) throws {
        try Self.requireChecksum(bytes)
        reader = ByteReader(bytes)
        guard try reader.uint64(at: 48, .little) == address, try reader.uint8(at: 100) == level else {
            throw FGError(.refused, "a tree of the btrfs leads to another block")
        }
        count = Int(try reader.uint32(at: 96, .little))
        self.level = level
        guard count <= (bytes.count - Self.headSize) / Self.itemSize else {
            throw FGError(.refused, "a block of the btrfs is damaged")
        }
    }

    /// Checks the CRC-32C at the start of a block.
    static func requireChecksum(_ bytes: [UInt8]) throws {
        let found = bytes.withUnsafeBytes {
            CRC32C.checksum(of: UnsafeRawBufferPointer(rebasing: $0[checksumRoom...]))
        }
        guard try ByteReader(bytes).uint32(at: 0, .little) == found else {
            throw FGError(.refused, "a checksum of the btrfs does not match")
        }
    }

    /// The key of an item of a leaf, and where its data is.
    func item(_ index: Int) throws -> (key: Key, data: Range<Int>) {
        let place = Self.headSize + index * Self.itemSize
        let start = Self.headSize + Int(try reader.uint32(at: place + Key.size, .little))
        let size = Int(try reader.uint32(at: place + Key.size + 4, .little))
        guard start + size <= reader.count else { throw FGError(.refused, "an item of the btrfs is damaged") }
        return (try Key(reader, at: place), start..<start + size)
    }

    /// The address of a block below.
    func child(_ index: Int) throws -> UInt64 {
        try reader.uint64(at: Self.headSize + index * Self.pointerSize + Key.size, .little)
    }
}
