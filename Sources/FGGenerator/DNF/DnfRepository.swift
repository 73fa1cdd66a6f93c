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

    /// The repositories of a template: that of a component is at `URI/COMPONENT/ARCHITECTURE/os`.
    static func all(of template: ResolvedTemplate) -> [DnfRepository] {
        let architecture = Self.architecture(of: template)
        return template.repositories.flatMap { line in
            let base = Self.address(line.uri)
            guard !line.components.isEmpty else {
                return [DnfRepository(id: line.name, uri: base, name: line.name, key: line.key)]
            }
            return line.components.map {
                DnfRepository(
                    id: "\(line.name)-\($0.replacing("/", with: "-"))",
                    uri: "\(base)/\($0)/\(architecture)/os",
                    name: line.name,
                    key: line.key
                )
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
