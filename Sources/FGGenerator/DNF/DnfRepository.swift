import FGCore

/// A repository of RPM packages that a line of a template names: one for each of its components.
struct DnfRepository: Sendable, Hashable {
    /// The name by which DNF knows it.
    let id: String
    /// The folder that has `repodata`.
    let uri: String
    /// The line that names it.
    let name: String
    /// The digest of the key that signs it; nil when the line has none.
    let key: Digest?
    /// Whether its index is signed; its packages are in any case.
    let hasSignedIndex: Bool

    private init(id: String, uri: String, _ line: ResolvedTemplate.Repository) {
        (self.id, self.uri, name, key) = (id, uri, line.name, line.key)
        hasSignedIndex = line.signed == nil
    }

    /// The repositories of a template: that of a component is at `URI/COMPONENT/ARCHITECTURE/os`.
    static func all(of template: ResolvedTemplate) -> [DnfRepository] {
        let architecture = Self.architecture(of: template)
        return template.repositories.flatMap { line in
            let base = Self.address(line.uri)
            guard !line.components.isEmpty else {
                return [DnfRepository(id: line.name, uri: base, line)]
            }
            return line.components.map {
                let id = "\(line.name)-\($0.replacing("/", with: "-"))"
                return DnfRepository(id: id, uri: "\(base)/\($0)/\(architecture)/os", line)
            }
        }
    }

    /// What RPM packages call the architecture of a template.
    static func architecture(of template: ResolvedTemplate) -> String {
        ["amd64": "x86_64", "arm64": "aarch64", "i386": "i686"][template.architecture]
            ?? template.architecture
    }

    /// The address as DNF takes it: files by `file:///PATH`, nothing behind the last name.
    private static func address(_ uri: String) -> String {
        var text = uri
        for scheme in ["file:", "copy:"] where text.hasPrefix(scheme) {
            text = "file:///" + text.dropFirst(scheme.count).drop { $0 == "/" }
        }
        while text.hasSuffix("/"), text != "file:///" { text.removeLast() }
        return text
    }
}
