import FGCore

/// Identifiers of a disk that follow from its recipe: the same recipe gives the same ones.
struct RecipeIdentifiers: Sendable {
    let recipe: Digest

    var disk: String { uuid("disk") }
    var espPartition: String { uuid("esp-partition") }
    var rootPartition: String { uuid("root-partition") }
    var rootFileSystem: String { uuid("root-filesystem") }
    var swapPartition: String { uuid("swap-partition") }
    var swap: String { uuid("swap") }
    /// The sixteen bytes of `rootFileSystem`.
    var rootFileSystemBytes: [UInt8] { digest("root-filesystem").uuidBytes }
    /// Sixteen bytes that numbers of names in an ext4 begin with.
    var hashSeed: [UInt8] { digest("root-hash-seed").uuidBytes }
    /// Those of a btrfs, beside that of the file system itself.
    var btrfs: BtrfsIdentifiers {
        BtrfsIdentifiers(
            fileSystem: rootFileSystemBytes,
            device: digest("root-device").uuidBytes,
            chunks: digest("root-chunks").uuidBytes,
            files: digest("root-subvolume").uuidBytes
        )
    }
    /// The serial number of the FAT file system: 8 hexadecimal digits.
    var fatSerial: String { String(Digest(of: "esp-serial \(recipe)").hex.prefix(8)) }

    private func uuid(_ role: String) -> String { digest(role).uuid }

    private func digest(_ role: String) -> Digest { Digest(of: "\(role) \(recipe)") }
}
