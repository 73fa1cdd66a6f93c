import FGCore

extension Ext4FileSystem: ReadableFileSystem {
    package var size: Int64 { superblock.blockCount * superblock.blockSize }
    package var identifier: GUID { superblock.identifier }
    package var label: String { superblock.label }
    package var root: UInt32 { Self.root }

    package func node(_ inode: UInt32) throws -> FileNode { try self.inode(inode).node }

    package func entries(of folder: UInt32) throws -> [(name: [UInt8], inode: UInt32)] {
        try entries(of: inode(folder))
    }

    package func content(of inode: UInt32, limit: Int64) throws -> [UInt8] {
        try content(of: self.inode(inode), limit: limit)
    }

    package func forEachPiece(
        of inode: UInt32,
        _ body: (_ offset: Int64, _ piece: [UInt8]) throws -> Void
    ) throws {
        try forEachPiece(of: self.inode(inode), body)
    }

    package func attributes(of inode: UInt32) throws -> [String: [UInt8]] {
        try Ext4Attributes(fileSystem: self).read(inode)
    }

    package func allocated(of inode: UInt32) throws -> Int64 {
        // What has blocks is counted in units of 512 bytes.
        Int64(try ByteReader(bytes(ofInode: inode)).uint32(at: 28, .little)) * 512
    }

    package func device(of inode: UInt32) throws -> DeviceNumber {
        try DeviceNumber(self.inode(inode).map)
    }
}
