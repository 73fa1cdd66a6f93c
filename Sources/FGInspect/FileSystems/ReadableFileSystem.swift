import FGCore

/// A file system of a region, read without mounting it.
package protocol ReadableFileSystem: Sendable {
    /// Bytes.
    var size: Int64 { get }
    var identifier: GUID { get }
    var label: String { get }
    /// The inode of the root folder.
    var root: UInt32 { get }

    /// What an inode says.
    ///
    /// - Throws: `refused` when it is damaged or there is none, as all of these do.
    func node(_ inode: UInt32) throws -> FileNode

    /// The names of a folder with their inodes, without `.` and `..`.
    func entries(of folder: UInt32) throws -> [(name: [UInt8], inode: UInt32)]

    /// The content of a file or a link, which is refused when it is larger than `limit`.
    func content(of inode: UInt32, limit: Int64) throws -> [UInt8]

    /// Hands out a file's bytes in order, in pieces of at most 1 MiB; holes are passed over.
    func forEachPiece(of inode: UInt32, _ body: (_ offset: Int64, _ piece: [UInt8]) throws -> Void) throws

    /// The extended attributes of an inode by their whole names, as the kernel gives them.
    func attributes(of inode: UInt32) throws -> [String: [UInt8]]

    /// The bytes that a file takes on the disk; holes take nothing.
    func allocated(of inode: UInt32) throws -> Int64

    /// The number of a device.
    func device(of inode: UInt32) throws -> DeviceNumber
}

extension ReadableFileSystem {
    /// The content of a file that may have holes, put together of its pieces.
    func assembled(_ inode: UInt32, limit: Int64) throws -> [UInt8] {
        let size = try node(inode).size
        guard size <= limit else { throw FGError(.refused, "a file of \(size) bytes is too large to read") }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        try forEachPiece(of: inode) { offset, piece in
            bytes.replaceSubrange(Int(offset)..<Int(offset) + piece.count, with: piece)
        }
        return bytes
    }
}

/// The file systems that are read here.
package enum ReadableFileSystems {
    /// Their names.
    package static let names = ["ext4", "xfs", "btrfs"]

    /// Opens the file system of a region.
    ///
    /// - Throws: `refused` when there is none, or one that is not read here.
    package static func open(_ region: DiskRegion) throws -> any ReadableFileSystem {
        switch FileSystemName.of(region) {
        case "xfs": try XFSFileSystem(region)
        case "btrfs": try BtrfsFileSystem(region)
        case let name? where name != "ext4":
            throw FGError(.refused, "it has \(name), and only \(names.joined(separator: ", ")) are read")
        default: try Ext4FileSystem(region)
        }
    }
}
