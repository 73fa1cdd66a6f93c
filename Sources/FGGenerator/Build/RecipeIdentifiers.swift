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
    var hashSeed: String { uuid("root-hash-seed") }
    /// The serial number of the FAT file system: 8 hexadecimal digits.
    var fatSerial: String { String(Digest(of: "esp-serial \(recipe)").hex.prefix(8)) }

    private func uuid(_ role: String) -> String { Digest(of: "\(role) \(recipe)").uuid }
}
