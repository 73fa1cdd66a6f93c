package import FGCore

/// One member of a tar archive.
package struct TarEntry: Sendable, Hashable {
    /// What a member is.
    package enum Kind: Sendable, Hashable {
        case file
        case folder
        case symbolicLink(target: String)
        /// Another name of an earlier member.
        case hardLink(target: String)
        case characterDevice
        case blockDevice
        case fifo
    }

    /// The path as it stands in the archive.
    package let path: String
    /// What it is.
    package let kind: Kind
    /// Permission bits with setuid, setgid and sticky.
    package let permissions: UInt32
    /// The number of the owner.
    package let user: UInt32
    /// The number of the group.
    package let group: UInt32
    /// The bytes of its content; 0 for all but files.
    package let size: Int64
    /// When the content last changed.
    package let modified: Timestamp
    /// The number of a device; nil for everything else.
    package let device: DeviceNumber?
    /// Extended attributes, by name.
    package let attributes: [String: [UInt8]]
    /// Access control lists in words, by the names of the attributes that they are.
    package var accessLists: [String: String] = [:]
    /// Where the content starts in the archive.
    package let contentOffset: Int64
    /// Whether the archive holds only parts of the content, with holes between them.
    package let isSparse: Bool

    /// Whether it runs as its owner or group.
    package var isSetuid: Bool { kind == .file && permissions & 0o6000 != 0 }
}
