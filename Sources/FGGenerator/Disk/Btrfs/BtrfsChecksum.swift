import FGInspect

/// Checksums of the format: CRC-32C, each at the start of what it is of.
enum BtrfsChecksum {
    /// What a block or superblock has for its checksum.
    static let room = 32

    /// The bytes of a block or superblock with their checksum.
    static func seal(_ block: [UInt8]) -> [UInt8] {
        var bytes = block
        let checksum = bytes.withUnsafeBytes {
            CRC32C.checksum(of: UnsafeRawBufferPointer(rebasing: $0[room...]))
        }
        bytes.replace(at: 0, with: checksum, .little)
        return bytes
    }

    /// The number that a name has in a folder, or an attribute's on its file.
    static func ofName(_ name: [UInt8]) -> UInt64 { raw(~1, name) }

    /// The number of a name among those of a file that have no room with the others of their folder.
    static func ofName(_ name: [UInt8], in folder: UInt64) -> UInt64 {
        raw(UInt32(truncatingIfNeeded: folder), name)
    }

    private static func raw(_ seed: UInt32, _ name: [UInt8]) -> UInt64 {
        UInt64(name.withUnsafeBytes { CRC32C.updated(seed, with: $0) })
    }
}
