import FGCore

/// Reads the older map of a file's blocks: twelve direct ones, then tables of one, two and three levels.
struct Ext4BlockMap {
    let fileSystem: Ext4FileSystem
    let size: Int64

    func extents(from map: [UInt8]) throws -> [Ext4FileSystem.Extent] {
        let blockSize = fileSystem.superblock.blockSize
        let count = size / blockSize + (size % blockSize == 0 ? 0 : 1)
        guard count <= fileSystem.superblock.blockCount else {
            throw FGError(.refused, "a file is larger than its file system")
        }
        let reader = ByteReader(map)
        var extents: [Ext4FileSystem.Extent] = []
        var next: Int64 = 0
        for index in 0..<15 where next < count {
            let block = try reader.uint32(at: 4 * index, .little)
            try add(block, level: max(0, index - 11), &next, count, &extents)
        }
        return extents
    }

    private func add(
        _ block: UInt32,
        level: Int,
        _ next: inout Int64,
        _ count: Int64,
        _ extents: inout [Ext4FileSystem.Extent]
    ) throws {
        guard next < count else { return }
        let perTable = fileSystem.superblock.blockSize / 4
        guard block != 0 else {
            next += (0..<level).reduce(1) { span, _ in span * perTable }
            return
        }
        let offset = try fileSystem.offset(ofBlock: UInt64(block))
        guard level > 0 else {
            extents.append(Ext4FileSystem.Extent(logical: next, count: 1, physical: Int64(block)))
            next += 1
            return
        }
        let table = ByteReader(
            try fileSystem.region.read(Int(fileSystem.superblock.blockSize), at: offset)
        )
        for index in 0..<Int(perTable) where next < count {
            try add(table.uint32(at: 4 * index, .little), level: level - 1, &next, count, &extents)
        }
    }
}
