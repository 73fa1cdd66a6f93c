import FGCore
import FGInspect

/// Takes the count of bytes ever written out of an ext4 file system's superblock and of its copies.
///
/// The count depends on how a program laid the same content out. Source: "ext4 Data Structures and Algorithms" of the
/// Linux kernel's documentation, "Super Block" and "Block Group Descriptors" (sparse copies).
struct SuperblockSeal {
    let image: FileSystemImage

    private static let size = 1024
    private static let writtenOffset: Int64 = 0x178
    private static let checksumOffset = 0x3fc

    func seal() throws {
        let file = try OpenFile(image.disk, .readWrite)
        let primary = ByteReader(try file.read(Self.size, at: image.start + 1024))
        let blockSize = Int64(1024) << Int64(try primary.uint32(at: 24, .little))
        let groupBytes = Int64(try primary.uint32(at: 32, .little)) * blockSize
        // Small blocks leave the first one to whatever boots.
        let first = Int64(try primary.uint32(at: 20, .little)) * blockSize
        try reset(at: 1024, in: file)
        var group: Int64 = 1
        while first + group * groupBytes < image.length {
            if Self.hasCopy(group) { try reset(at: first + group * groupBytes, in: file) }
            group += 1
        }
    }

    /// Copies are in group 1 and in those whose numbers are powers of 3, 5 and 7.
    private static func hasCopy(_ group: Int64) -> Bool {
        group == 1
            || [3, 5, 7].contains { base in
                var power = Int64(base)
                while power < group { power *= Int64(base) }
                return power == group
            }
    }

    private func reset(at offset: Int64, in file: OpenFile) throws {
        var bytes = try file.read(Self.size, at: image.start + offset)
        guard bytes.count == Self.size, bytes[56] == 0x53, bytes[57] == 0xef else {
            throw FGError(.corrupt, "\(image.disk) has no superblock at \(image.start + offset)")
        }
        for index in Int(Self.writtenOffset)..<Int(Self.writtenOffset) + 8 { bytes[index] = 0 }
        // The checksum is not inverted at its end.
        let checksum = ReflectedCRC.crc32c.updated(~0, with: bytes[..<Self.checksumOffset])
        for index in 0..<4 {
            bytes[Self.checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
        }
        try file.write(bytes, at: image.start + offset)
    }
}
