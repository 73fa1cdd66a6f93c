/// A file of a file system: what its inode says.
package struct FileNode: Sendable, Hashable {
    /// What a node is.
    package enum Kind: Sendable, Hashable {
        case file
        case folder
        case symbolicLink
        case characterDevice
        case blockDevice
        case pipe
        case socket

        /// The kind that the upper bits of a mode say; nil for none.
        init?(mode: Int) {
            switch mode & 0xf000 {
            case 0x8000: self = .file
            case 0x4000: self = .folder
            case 0xa000: self = .symbolicLink
            case 0x2000: self = .characterDevice
            case 0x6000: self = .blockDevice
            case 0x1000: self = .pipe
            case 0xc000: self = .socket
            default: return nil
            }
        }
    }

    package let inode: UInt32
    package let kind: Kind
    /// The lowest twelve bits of the mode.
    package let permissions: Int
    package let user: Int
    package let group: Int
    /// Bytes.
    package let size: Int64
    /// Seconds since 1970.
    package let modified: Int64

    /// The smallest block of a file system, in bytes.
    private static let block: Int64 = 1024

    /// The bytes that so many take at least in a file system.
    static func room(for size: Int64) -> Int64 {
        (min(size, .max - block) + block - 1) / block * block
    }
}
