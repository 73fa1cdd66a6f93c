import FGCore

/// A file of a listing.
package struct ListedFile: Sendable {
    /// From the root, without a slash at its start; empty for the root itself.
    package let path: String
    package let node: FileNode
    /// The target of a symbolic link; nil for everything else.
    package let target: String?
    /// The number of a device; nil for everything else.
    package let device: DeviceNumber?
    /// Extended attributes by their whole names.
    package let attributes: [String: [UInt8]]
    /// The first path of the same file, when this is another name of it.
    package let first: String?

    private static let longestTarget: Int64 = 4096

    init(path: String, node: FileNode, first: String?, _ fileSystem: any ReadableFileSystem) throws {
        self.path = path
        self.node = node
        self.first = first
        attributes = try fileSystem.attributes(of: node.inode)
        switch node.kind {
        case .symbolicLink:
            let bytes = try fileSystem.content(of: node.inode, limit: Self.longestTarget)
            guard let target = String(validating: bytes, as: UTF8.self), !bytes.isEmpty, !bytes.contains(0)
            else { throw FGError(.refused, "the target of the link is none, or not UTF-8") }
            (self.target, device) = (target, nil)
        case .characterDevice, .blockDevice: (target, device) = (nil, try fileSystem.device(of: node.inode))
        default: (target, device) = (nil, nil)
        }
    }
}
