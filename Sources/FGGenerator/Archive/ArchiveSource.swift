import FGCore

/// One entry of APT's sources: an archive with its suites and components.
package struct ArchiveSource: Sendable, Hashable, Codable {
    package var uri: String
    package var suites: [String]
    package var components: [String]
    /// The keyring that signs it; nil takes the keys that APT trusts.
    package var signedBy: String?

    package init(uri: String, suites: [String], components: [String], signedBy: String? = nil) {
        self.uri = uri
        self.suites = suites
        self.components = components
        self.signedBy = signedBy
    }

    /// The entry in the deb822 form of sources.list(5).
    var stanza: String {
        var lines = [
            "Types: deb", "URIs: \(uri)", "Suites: \(suites.joined(separator: " "))",
        ]
        if !components.isEmpty { lines.append("Components: \(components.joined(separator: " "))") }
        if let signedBy { lines.append("Signed-By: \(signedBy)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
