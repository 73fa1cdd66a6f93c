import FGCore

/// The kinds of root file systems that are made.
package enum RootFormat: String, Codable, Sendable, CaseIterable {
    case ext4
    case xfs
    case btrfs

    /// The least that a root file system of this kind takes.
    var smallest: ByteCount {
        switch self {
        case .ext4: ByteCount(Ext4Geometry.smallest)
        case .xfs: ByteCount(XFSGeometry.smallest)
        case .btrfs: ByteCount(128 << 20)
        }
    }

    /// Bytes of a file system of some bytes that are never for files: those of a journal or log, room to change trees, and at
    /// least what is known of files.
    func overhead(of size: ByteCount) -> Int64 {
        let ofFiles = size.bytes / 64
        return switch self {
        case .ext4: Ext4Geometry.overhead(of: size.bytes)
        case .xfs: XFSGeometry(size: size.bytes, identifier: []).logBlocks << Int64(XFS.blockBits) + ofFiles
        case .btrfs: 64 << 20 + ofFiles
        }
    }

    /// How a system mounts its root.
    var mountOptions: String {
        switch self {
        case .ext4: "defaults,errors=remount-ro 0 1"
        // What checks them does so when they are mounted.
        case .xfs, .btrfs: "defaults 0 0"
        }
    }

    /// Why a kernel that is older than what is written of xfs cannot mount it.
    static func reasonOfAge(in template: ResolvedTemplate) -> String {
        "the kernel of \(template.os) \(template.release) is too old for the times of 64 bits of this xfs"
    }

    /// The package of its programs, which has the same name in every family.
    var tools: String {
        switch self {
        case .ext4: "e2fsprogs"
        case .xfs: "xfsprogs"
        case .btrfs: "btrfs-progs"
        }
    }
}

extension ResolvedTemplate.Disk {
    /// The kind of the root file system.
    package var rootFormat: RootFormat { fileSystem ?? .ext4 }
}
