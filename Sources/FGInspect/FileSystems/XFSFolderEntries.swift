import FGCore

/// The entries of a folder of an XFS.
struct XFSFolderEntries {
    private(set) var all: [(name: [UInt8], inode: UInt32)] = []

    private static let headSize = 64

    /// Those of a folder that stands in its inode.
    init(local bytes: [UInt8]) throws {
        let reader = ByteReader(bytes)
        let numberSize = try reader.uint8(at: 1) == 0 ? 4 : 8
        var place = 2 + numberSize
        for _ in 0..<Int(try reader.uint8(at: 0)) {
            let length = Int(try reader.uint8(at: place))
            let name = try reader.bytes(at: place + 3, count: length)
            let number =
                numberSize == 4
                ? UInt64(try reader.uint32(at: place + 4 + length, .big))
                : try reader.uint64(at: place + 4 + length, .big)
            try add(name, number)
            place += 4 + length + numberSize
        }
    }

    /// Those of a folder in blocks, which are given one behind the other.
    init(blocks bytes: [UInt8], blockSize: Int) throws {
        let reader = ByteReader(bytes)
        for start in stride(from: 0, to: bytes.count - bytes.count % blockSize, by: blockSize) {
            var end = start + blockSize
            if reader.has("XDB3", at: start) {
                let places = Int(try reader.uint32(at: end - 8, .big))
                guard places <= blockSize / 8 else { throw FGError(.refused, "a folder's block is damaged") }
                end -= 8 + 8 * places
            } else if !reader.has("XDD3", at: start) {
                throw FGError(.refused, "a folder's block is damaged")
            }
            try XFSSuperblock.requireChecksum(Array(bytes[start..<start + blockSize]), at: 4)
            var place = start + Self.headSize
            while place < end {
                if try reader.uint16(at: place, .big) == 0xffff {
                    let length = Int(try reader.uint16(at: place + 2, .big))
                    guard length >= 8, length % 8 == 0 else {
                        throw FGError(.refused, "a folder's block is damaged")
                    }
                    place += length
                    continue
                }
                let length = Int(try reader.uint8(at: place + 8))
                try add(reader.bytes(at: place + 9, count: length), reader.uint64(at: place, .big))
                place += (length + 12 + 7) / 8 * 8
            }
            guard place == end else { throw FGError(.refused, "a folder's entry is damaged") }
        }
    }

    private mutating func add(_ name: [UInt8], _ number: UInt64) throws {
        guard name != [0x2e], name != [0x2e, 0x2e] else { return }
        guard !name.isEmpty, !name.contains(0x2f), !name.contains(0) else {
            throw FGError(.refused, "a folder's entry has a name that none can have")
        }
        guard let inode = UInt32(exactly: number) else {
            throw FGError(.refused, "the xfs has numbers of files that are too large")
        }
        all.append((name, inode))
    }
}
