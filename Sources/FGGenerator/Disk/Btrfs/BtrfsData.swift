import FGCore
import FGInspect

/// Writes the content of files into chunks, and notes where it is and what its checksums are.
struct BtrfsData {
    /// A stretch of a file that stands in one piece on the disk.
    struct Extent {
        let inode: UInt64
        /// Where it is in the file, in bytes.
        let offset: Int64
        let address: UInt64
        /// Bytes.
        var length: Int64
    }

    let image: FileSystemImage
    private let disk: OpenFile
    private(set) var space: BtrfsSpace
    private(set) var chunks: [BtrfsChunk] = []
    private(set) var extents: [Extent] = []
    /// The checksums of consecutive sectors, by the address of the first.
    private(set) var checksums: [(address: UInt64, values: [UInt32])] = []

    private static let longestExtent: Int64 = 128 << 20
    private static let longestChunk: Int64 = 1 << 30
    /// What has room in an item, with some to spare.
    private static let mostChecksums = 4000

    init(image: FileSystemImage, disk: OpenFile, space: BtrfsSpace) {
        self.image = image
        self.disk = disk
        self.space = space
    }

    /// Writes whole sectors of a file.
    ///
    /// - Throws: `NoRoomOnDisk`, errors of the system.
    mutating func write(_ bytes: UnsafeRawBufferPointer, of inode: UInt64, at offset: Int64) throws {
        var done = 0
        while done < bytes.count {
            let place = offset + Int64(done)
            if let chunk = chunks.last, chunk.used < chunk.length {
                if !continuesExtent(of: inode, at: place, chunk) {
                    let address = chunk.address + UInt64(chunk.used)
                    extents.append(Extent(inode: inode, offset: place, address: address, length: 0))
                }
                let last = extents.count - 1
                let room = min(chunk.length - chunk.used, Self.longestExtent - extents[last].length)
                let count = Int(min(room, Int64(bytes.count - done)))
                let piece = UnsafeRawBufferPointer(rebasing: bytes[done..<done + count])
                try disk.write(piece, at: image.start + chunk.places[0] + chunk.used)
                noteChecksums(of: piece, at: chunk.address + UInt64(chunk.used))
                extents[last].length += Int64(count)
                chunks[chunks.count - 1].used += Int64(count)
                done += count
            } else {
                chunks.append(try space.data(upTo: Self.longestChunk))
            }
        }
    }

    /// Ends writing; gives what is left of the space.
    mutating func finish() -> BtrfsSpace {
        if !chunks.isEmpty { space.trim(&chunks[chunks.count - 1]) }
        return space
    }

    private func continuesExtent(of inode: UInt64, at offset: Int64, _ chunk: BtrfsChunk) -> Bool {
        guard let extent = extents.last, extent.inode == inode, extent.length < Self.longestExtent else {
            return false
        }
        return extent.offset + extent.length == offset
            && extent.address + UInt64(extent.length) == chunk.address + UInt64(chunk.used)
            && extent.address >= chunk.address
    }

    private mutating func noteChecksums(of bytes: UnsafeRawBufferPointer, at address: UInt64) {
        for place in stride(from: 0, to: bytes.count, by: Btrfs.sectorSize) {
            let sector = UnsafeRawBufferPointer(rebasing: bytes[place..<place + Btrfs.sectorSize])
            let (value, at) = (CRC32C.checksum(of: sector), address + UInt64(place))
            if let last = checksums.last, last.values.count < Self.mostChecksums,
                last.address + UInt64(last.values.count * Btrfs.sectorSize) == at
            {
                checksums[checksums.count - 1].values.append(value)
            } else {
                checksums.append((at, [value]))
            }
        }
    }
}
