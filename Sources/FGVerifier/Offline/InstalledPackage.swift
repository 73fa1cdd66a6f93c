import FGInspect

/// A package of the image's own dpkg database.
struct InstalledPackage: Sendable, Hashable {
    let name: String
    let version: String
    let architecture: String
    /// Such as `install ok installed`.
    let status: String

    /// Whether its files are on the disk, configured or not.
    var isPresent: Bool { !status.hasSuffix(" not-installed") && !status.hasSuffix(" config-files") }

    /// Where dpkg's lists of it are, without the ending; with the architecture for packages of several.
    func list(in tree: FileTree, ending: String) -> String? {
        let folder = "/var/lib/dpkg/info/"
        return ["\(name).\(ending)", "\(name):\(architecture).\(ending)"].map { folder + $0 }.first {
            tree[$0] != nil
        }
    }

    /// Reads `/var/lib/dpkg/status`; none when the image has no dpkg.
    static func read(from tree: FileTree) throws -> [InstalledPackage] {
        guard tree["/var/lib/dpkg/status"] != nil else { return [] }
        let bytes = try tree.bytes("/var/lib/dpkg/status", limit: 256 << 20)
        var packages: [InstalledPackage] = []
        var fields: [Substring: Substring] = [:]
        func finish() {
            defer { fields.removeAll(keepingCapacity: true) }
            guard let name = fields["Package"] else { return }
            packages.append(
                InstalledPackage(
                    name: String(name),
                    version: String(fields["Version"] ?? ""),
                    architecture: String(fields["Architecture"] ?? ""),
                    status: String(fields["Status"] ?? "")
                )
            )
        }
        for line in String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            if line.isEmpty { finish() }
            guard let first = line.utf8.first, [0x50, 0x56, 0x41, 0x53].contains(first),
                let colon = line.utf8.firstIndex(of: 0x3a)
            else { continue }
            fields[line[..<colon]] = line[line.utf8.index(after: colon)...].drop { $0 == " " }
        }
        finish()
        return packages
    }
}
