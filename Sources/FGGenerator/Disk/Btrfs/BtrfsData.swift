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
    private(set) var space: BtrfsSpace
    private(set) var chunks: [BtrfsChunk] = []
    private(set) var extents: [Extent] = []
    /// The checksums of consecutive sectors, by the address of the first.
    private(set) var checksums: [(address: UInt64, values: [UInt32])] = []

    private static let longestExtent: Int64 = 128 << 20
    private static let longestChunk: Int64 = 1 << 30
    /// What has room in an item, with some to spare.
    private static let mostChecksums = 4000
    private static let pieceSize = 1 << 20

    private var buffer = [UInt8](repeating: 0, count: pieceSize)
    private var files = DiskBytes.LastFile()

    init(image: FileSystemImage, space: BtrfsSpace) {
        self.image = image
        self.space = space
    }

    /// Writes a file's content.
    ///
    /// - Throws: `NoRoomOnDisk`, errors of the system.
    mutating func write(_ file: DiskFile, of inode: UInt64) throws {
        for range in try file.storedRanges() {
            try write(DiskBytes(of: file.path, range), of: inode, at: range.lowerBound)
        }
    }

    private mutating func write(_ bytes: DiskBytes, of inode: UInt64, at offset: Int64) throws {
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
                let wanted = Int64(bytes.count - done).roundedUp(to: Int64(Btrfs.sectorSize))
                let count = min(room, wanted)
                let piece = bytes.part(done..<min(done + Int(count), bytes.count))
                image.put(piece, at: chunk.places[0] + chunk.used)
                try noteChecksums(of: piece, at: chunk.address + UInt64(chunk.used))
                extents[last].length += count
                chunks[chunks.count - 1].used += count
                done += piece.count
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

    private mutating func noteChecksums(of bytes: DiskBytes, at address: UInt64) throws {
        for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
            try Task.checkCancellation()
            let count = min(Self.pieceSize, bytes.count - start)
            for (index, value) in try checksums(of: bytes, start, count).enumerated() {
                note(value, at: address + UInt64(start + index * Btrfs.sectorSize))
            }
        }
    }

    /// The checksums of some of the bytes, zeros behind the last up to the end of its sector.
    private mutating func checksums(of bytes: DiskBytes, _ start: Int, _ count: Int) throws -> [UInt32] {
        try buffer.withUnsafeMutableBytes { buffer in
            try bytes.copy(from: start, into: .init(rebasing: buffer[..<count]), &files)
            let end = Int(Int64(count).roundedUp(to: Int64(Btrfs.sectorSize)))
            buffer[count..<end].initializeMemory(as: UInt8.self, repeating: 0)
            return stride(from: 0, to: end, by: Btrfs.sectorSize).map {
                CRC32C.checksum(of: UnsafeRawBufferPointer(rebasing: buffer[$0..<$0 + Btrfs.sectorSize]))
            }
        }
    }

    private mutating func note(_ checksum: UInt32, at address: UInt64) {
        if let last = checksums.last, last.values.count < Self.mostChecksums,
            last.address + UInt64(last.values.count * Btrfs.sectorSize) == address
        {
            checksums[checksums.count - 1].values.append(checksum)
        } else {
            checksums.append((address, [checksum]))
        }
    }
}
