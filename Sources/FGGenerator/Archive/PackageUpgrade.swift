/// An installed package that archives have in a newer version.
struct PackageUpgrade: Codable, Sendable, Hashable {
    let name: String
    let architecture: String
    /// The newest version that they have.
    let version: String
    /// Whether a version behind the installed one is a security update.
    let isSecurity: Bool
}
