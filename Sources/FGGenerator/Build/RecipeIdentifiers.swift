import FGCore

/// Identifiers of a disk that follow from its recipe: the same recipe gives the same ones.
struct RecipeIdentifiers: Sendable {
    let recipe: Digest

    var disk: String { uuid("disk") }
    var espPartition: String { uuid("esp-partition") }
    var rootPartition: String { uuid("root-partition") }
    var rootFileSystem: String { uuid("root-filesystem") }
    var hashSeed: String { uuid("root-hash-seed") }
    /// The serial number of the FAT file system: 8 hexadecimal digits.
    var fatSerial: String { String(Digest(of: "esp-serial \(recipe)").hex.prefix(8)) }

    /// A UUID of version 8, RFC 9562 section 5.8: 122 bits of a SHA-256 over recipe and role.
    private func uuid(_ role: String) -> String {
        var digits = Array(Digest(of: "\(role) \(recipe)").hex.prefix(32))
        digits[12] = "8"
        digits[16] = "a"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
