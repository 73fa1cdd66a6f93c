/// Tells file systems by their magic numbers, also those that are not read here.
package enum FileSystemName {
    /// Where the magic of each stands, from the Linux kernel's headers of the file systems.
    private static let magics: [(name: String, offset: Int64, bytes: [UInt8])] = [
        ("ext4", 1080, [0x53, 0xef]), ("xfs", 0, Array("XFSB".utf8)),
        ("btrfs", 65_600, Array("_BHRfS_M".utf8)),
        ("LVM", 536, Array("LVM2 001".utf8)), ("LUKS", 0, Array("LUKS".utf8)),
        ("squashfs", 0, Array("hsqs".utf8)), ("swap", 4086, Array("SWAPSPACE2".utf8)),
    ]

    /// The file system of a partition, such as `xfs`; nil for one that is not known.
    package static func of(_ region: DiskRegion) -> String? {
        magics.first { magic in
            guard let found = try? region.read(magic.bytes.count, at: magic.offset) else { return false }
            return found == magic.bytes
        }?.name
    }
}
