/// The inodes of the first group in chunks of 64, one behind the other; the last ones are free.
struct XFSInodeChunks {
    let count: Int
    let geometry: XFSGeometry

    var chunks: Int { (count + XFS.inodesInChunk - 1) / XFS.inodesInChunk }
    var all: Int { chunks * XFS.inodesInChunk }
    var free: Int { all - count }
    /// The first block behind them.
    var end: Int64 { XFS.firstInodeBlock + Int64(chunks * XFS.blocksInChunk) }

    /// What the tree of inodes has of each chunk.
    var records: [[UInt8]] { (0..<chunks).map(record) }

    /// What the tree of free inodes has: the last chunk, where it has some.
    var freeRecords: [[UInt8]] { free > 0 ? [record(chunks - 1)] : [] }

    private func record(_ chunk: Int) -> [UInt8] {
        let used = min(count - chunk * XFS.inodesInChunk, XFS.inodesInChunk)
        var bytes: [UInt8] = []
        bytes.append(big: UInt32(geometry.inode(chunk * XFS.inodesInChunk)))
        bytes += [0, 0, UInt8(XFS.inodesInChunk), UInt8(XFS.inodesInChunk - used)]
        bytes.append(big: used < XFS.inodesInChunk ? UInt64.max << UInt64(used) : 0)
        return bytes
    }
}
